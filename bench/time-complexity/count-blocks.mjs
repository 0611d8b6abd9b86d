/**
 * Work of a piece of code as the number of executed basic blocks, from V8's precise coverage. Unlike seconds they are
 * the same on every machine and in every run, so that small graphs show how work grows. Work inside V8 (`slice`,
 * `includes`, regular expressions) is not counted.
 */
import { Session } from 'node:inspector';

/** Counts blocks of the scripts whose URL begins with `root`. One counter may be open at a time. */
export function counter(root) {
  const session = new Session();
  session.connect();
  // These commands complete synchronously.
  const ask = (method, params) => {
    let answer;
    session.post(method, params, (error, result) => {
      if (error) throw new Error(`${method}: ${error.message}`);
      answer = result;
    });
    return answer;
  };
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  /** Blocks executed since the last call, by function: `compiler/dependency-order/topological-sort.js topologicalSort`. */
  function take() {
    const counts = new Map();
    for (const { url, functions } of ask('Profiler.takePreciseCoverage').result) {
      if (!url.startsWith(root)) continue;
      const file = url.slice(root.length).replace(/^\//, '');
      for (const { functionName, ranges } of functions) {
        const blocks = ranges.reduce((sum, { count }) => sum + count, 0);
        if (blocks === 0) continue;
        const name = `${file} ${functionName || `at ${ranges[0].startOffset}`}`;
        counts.set(name, (counts.get(name) ?? 0) + blocks);
      }
    }
    return counts;
  }

  return {
    /** Blocks that `work` executes. */
    of(work) {
      take();
      work();
      return take();
    },
    close: () => session.disconnect(),
  };
}

/** The function whose count grew most beyond a factor of `times`. */
export function steepest(before, after, times) {
  const grown = [...after].map(([name, count]) => [name, count - times * (before.get(name) ?? 0)]);
  return grown.sort(([, a], [, b]) => b - a)[0]?.[0];
}

export const sum = (counts) => [...counts.values()].reduce((total, count) => total + count, 0);

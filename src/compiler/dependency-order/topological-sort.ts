export interface TopologicalOrder {
  /** Every name after its dependencies. Names in a cycle, and names that depend on them, are left out. */
  order: string[];
  /** Each cycle, with its first name repeated at the end: `[a, b, a]`. */
  cycles: string[][];
}

/** The dependencies among the names that are sorted. */
type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Sorts names so that each comes after its dependencies, as close to the given order as possible. Uses explicit
 * stacks instead of recursion: chains may be thousands of names long.
 */
export function topologicalSort(
  names: readonly string[],
  dependenciesOf: (name: string) => Iterable<string>,
): TopologicalOrder {
  const place = new Map(names.map((name, at) => [name, at]));
  const needs = new Map<string, Set<string>>();
  const users = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) {
    const own = new Set<string>();
    for (const needed of dependenciesOf(name)) if (place.has(needed)) own.add(needed);
    needs.set(name, own);
    for (const needed of own) users.get(needed)!.push(name);
  }
  const waitsFor = new Map(names.map((name) => [name, needs.get(name)!.size]));
  const order: string[] = [];
  for (const [at, name] of names.entries()) {
    // A name that precedes its dependencies is emitted directly after the last of them.
    const ready = waitsFor.get(name) === 0 ? [name] : [];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      order.push(next);
      for (const user of users.get(next)!) {
        const left = waitsFor.get(user)! - 1;
        waitsFor.set(user, left);
        if (left === 0 && place.get(user)! < at) ready.push(user);
      }
    }
  }
  return { order, cycles: order.length === names.length ? [] : findCycles(names, needs) };
}

/** One cycle of each strongly connected component. */
function findCycles(names: readonly string[], dependencies: DependencyGraph): string[][] {
  return stronglyConnectedComponents(names, dependencies)
    .filter((component) => component.length > 1 || dependencies.get(component[0]!)!.has(component[0]!))
    .map((component) => shortestCycle(component.sort(), dependencies));
}

/** Strongly connected components by Tarjan's algorithm, with an explicit stack instead of recursion. */
function stronglyConnectedComponents(names: readonly string[], dependencies: DependencyGraph): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  for (const root of names) {
    if (index.has(root)) continue;
    const open: { name: string; next: Iterator<string>; from: string | null }[] = [];
    const enter = (name: string, from: string | null) => {
      index.set(name, index.size);
      lowest.set(name, index.get(name)!);
      path.push(name);
      onPath.add(name);
      open.push({ name, next: dependencies.get(name)!.values(), from });
    };
    enter(root, null);
    while (open.length > 0) {
      const { name, next, from } = open.at(-1)!;
      const step = next.next();
      if (!step.done) {
        if (!index.has(step.value)) enter(step.value, name);
        else if (onPath.has(step.value))
          lowest.set(name, Math.min(lowest.get(name)!, index.get(step.value)!));
        continue;
      }
      open.pop();
      if (from !== null) lowest.set(from, Math.min(lowest.get(from)!, lowest.get(name)!));
      if (lowest.get(name) !== index.get(name)) continue;
      const component = path.splice(path.lastIndexOf(name));
      for (const one of component) onPath.delete(one);
      found.push(component);
    }
  }
  return found;
}

/** The shortest cycle through a component's first name. */
function shortestCycle(component: readonly string[], dependencies: DependencyGraph): string[] {
  const start = component[0]!;
  const inKnot = new Set(component);
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const needed of dependencies.get(name)!) {
      if (needed === start) return [...pathTo(name, cameFrom), start];
      if (!inKnot.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, name);
      queue.push(needed);
    }
  }
  throw new Error(`${start} was said to be in a cycle, but no way leads back to it`);
}

function pathTo(end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let at = cameFrom.get(end); at !== undefined; at = cameFrom.get(at)) way.push(at);
  return way.reverse();
}

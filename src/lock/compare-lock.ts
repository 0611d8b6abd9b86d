import type { Program } from '../compiler/index.js';
import type { Diagnostic, SourceRange } from '../diagnostics/index.js';
import type { DataLock } from './data-lock.js';
import { contentDifference, datasetDifference } from './diff-locks.js';
import { sourcesOfProgram } from './sources-of-program.js';
import { weightsOfProgram } from './weights-of-program.js';

interface Place {
  /** The lock. */
  file: string;
  /** The graph, for the command that writes its lock. */
  graph: string;
}

/**
 * Where a graph reads other data than its lock says, by what is written in both: names, sources and files. What was
 * read is compared by `lockedDataDifferences`.
 */
export function declaredDifferences(lock: DataLock, program: Program, place: Place): Diagnostic[] {
  const declared = new Map(sourcesOfProgram(program).map((one) => [one.name, one]));
  const locked = new Set(lock.data.map(({ name }) => name));
  const found: Diagnostic[] = [];
  for (const each of lock.data) {
    const now = declared.get(each.name);
    if (!now) {
      found.push(differs(place, each.range, `\`${each.name}\` is locked, and the graph reads no such data`));
    } else if (now.source !== each.source || now.files.join('\n') !== each.files.join('\n')) {
      const [was, is] = [each, now].map(({ source, files }) => [source, ...files].join(' '));
      found.push(
        differs(
          place,
          each.range,
          `\`${each.name}\` is locked as read from ${was}, and the graph says ${is}`,
        ),
      );
    }
  }
  for (const { name } of declared.values()) {
    if (!locked.has(name))
      found.push(differs(place, undefined, `\`${name}\` is read by the graph and not locked`));
  }
  return [...found, ...weightDifferences(lock, program, place)];
}

/** Files with weights: which they are, and, where they were read, what is in them. */
function weightDifferences(lock: DataLock, program: Program, place: Place): Diagnostic[] {
  const declared = weightsOfProgram(program);
  const now = new Map(declared.map(({ file, sha256 }) => [file, sha256]));
  const locked = lock.weights ?? [];
  return [
    ...locked.flatMap((each) => {
      const { file, sha256, range } = each;
      const is = now.get(file);
      if (is === undefined)
        return [differs(place, range, `the weights of ${file} are locked, and the graph does not load them`)];
      if (is === null || is === sha256) return [];
      return [differs(place, range, `${file} is not the locked one: ${contentDifference(sha256, is)}`)];
    }),
    ...declared
      .filter(({ file }) => !locked.some((each) => each.file === file))
      .map(({ file }) => differs(place, undefined, `${file} is loaded by the graph and not locked`)),
  ];
}

/**
 * Where what was read is not what the lock says, by the hashes of the sources' data. Data sets that only one of them has
 * are left out.
 */
export function lockedDataDifferences(
  lock: DataLock,
  read: readonly { name: string; hash: string }[],
  place: Place,
): Diagnostic[] {
  const now = new Map(read.map(({ name, hash }) => [name, hash]));
  return lock.data.flatMap((each) => {
    const sha256 = now.get(each.name);
    if (sha256 === undefined || sha256 === each.sha256) return [];
    const difference = datasetDifference(each, { ...each, sha256 });
    return [
      differs(place, each.range, `the data of \`${each.name}\` are not the locked ones: ${difference}`),
    ];
  });
}

function differs({ file, graph }: Place, range: SourceRange | undefined, message: string): Diagnostic {
  return {
    code: 'data-differ',
    severity: 'warning',
    message,
    range: range ?? { file, start: 0, end: 0 },
    notes: [],
    suggestion: { message: `bring back the data that it was, or take what is there: lagraph lock ${graph}` },
  };
}

/**
 * The lock of a graph: what its data were, and what it was last run with. It lies beside the graph and is made for
 * being read in a review: the same data and run give the same bytes.
 */
import type { SourceRange } from '../diagnostics/index.js';

/** The file of a graph's lock: it sorts behind the graph and is YAML to editors and git. */
export const lockFileOf = (graphFile: string): string => `${graphFile.replace(/\.ya?ml$/, '')}.lock.yaml`;

/** A data set that is read from a source. */
export interface LockedDataset {
  name: string;
  source: string;
  /** The user's own files that it reads, as the graph names them. */
  files: string[];
  simulated: boolean;
  /** Examples by split, as the source has them. */
  examples: { split: string; count: number }[];
  /** sha256 of what was read, in hexadecimal digits. */
  sha256: string;
  /** Of its entry in the lock. */
  range?: SourceRange;
}

/** A file that networks begin with the weights of. */
export interface LockedWeights {
  /** From the graph's folder on. */
  file: string;
  /** sha256 of its content, in hexadecimal digits. */
  sha256: string;
  /** Of its entry in the lock. */
  range?: SourceRange;
}

/** The newest finished run of a graph as it is. */
export interface LockedRun {
  /** Version of lagraph. */
  lagraph: string;
  /** Name and version. */
  engine: string;
  /** Values of evaluations by name. */
  figures: { name: string; value: number }[];
}

export interface DataLock {
  data: LockedDataset[];
  /** By file; absent if there are none. */
  weights?: LockedWeights[];
  run?: LockedRun;
}

/** Digits of a figure: it is for reading. */
const FIGURE_DIGITS = 6;

const byName = <T extends { name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** The text of a lock. */
export function printLock(lock: DataLock, graphFile: string): string {
  const lines = [
    `# The data of ${graphFile.replace(/[^\x20-\x7e]/g, '?')} and its last run, by \`lagraph lock\`.`,
    'lock: 1',
    lock.data.length > 0 ? 'data:' : 'data: {}',
  ];
  for (const { name, source, files, simulated, examples, sha256 } of byName(lock.data)) {
    const counts = byName(examples.map(({ split, count }) => ({ name: split, count })));
    lines.push(`  ${name}:`, `    source: ${source}`);
    if (files.length > 0) lines.push('    files:', ...files.map((file) => `      - ${JSON.stringify(file)}`));
    if (simulated) lines.push('    simulated: true');
    lines.push('    examples:', ...counts.map((one) => `      ${one.name}: ${one.count}`));
    lines.push(`    content: sha256:${sha256}`);
  }
  if (lock.weights && lock.weights.length > 0) {
    lines.push('weights:');
    for (const { file, sha256 } of lock.weights) lines.push(`  ${JSON.stringify(file)}: sha256:${sha256}`);
  }
  const { run } = lock;
  if (run) {
    lines.push('run:', `  lagraph: ${JSON.stringify(run.lagraph)}`, `  engine: ${run.engine}`);
    const figures = byName(run.figures).map(({ name, value }) => `    ${name}: ${figureText(value)}`);
    if (figures.length > 0) lines.push('  figures:', ...figures);
  }
  return `${lines.join('\n')}\n`;
}

/** YAML's words for what is no number. */
function figureText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return String(Number(value.toPrecision(FIGURE_DIGITS)));
}

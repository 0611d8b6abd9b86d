import { textTable } from '../../../report/index.js';
import type { ProfiledOperation, ProfiledPhase } from '../../../runtime/index.js';

const whole = (operations: readonly ProfiledOperation[]): number =>
  operations.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

const share = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;

/** The most expensive first. */
const dearestFirst = <T extends { milliseconds: number }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => b.milliseconds - a.milliseconds);

const head = ({ phase, batchSize, threads, version, operations }: ProfiledPhase): string =>
  [
    `${phase}, a step of ${batchSize} examples`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    version,
    `${whole(operations).toFixed(2)} ms in ${operations.length} operations`,
  ].join('; ');

/** The operations of a step, those that take longest first. */
export function stepProfileTable(profiled: ProfiledPhase): string {
  const all = whole(profiled.operations);
  const table = textTable(
    [
      { title: 'operation' },
      { title: 'layer' },
      { title: 'implementation' },
      { title: 'result lies' },
      { title: 'ms', align: 'right' },
      { title: 'GFLOP/s', align: 'right' },
      { title: 'share', align: 'right' },
    ],
    dearestFirst(profiled.operations).map((one) => [
      one.operation,
      one.layer,
      one.implementation,
      one.layout ?? '',
      one.milliseconds.toFixed(3),
      one.gflopsPerSecond === null ? '' : one.gflopsPerSecond.toFixed(0),
      share(one.milliseconds, all),
    ]),
  );
  return `${head(profiled)}\n${table}`;
}

const GRADIENT_PREFIX = 'gradient/';
/** At most this many operations of a layer are named, the slowest first; `--json` has all. */
const MAX_NAMED_OPERATIONS = 3;

const operationsText = (operations: readonly ProfiledOperation[]): string => {
  const named = dearestFirst(operations)
    .slice(0, MAX_NAMED_OPERATIONS)
    .map(({ operation, implementation }) => `${operation} (${implementation})`);
  const more = operations.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
};

/** A step by layers, in the order in which they first occur: a layer's forward pass and its gradient in one row. */
export function layerProfileTable(profiled: ProfiledPhase): string {
  const layers = new Map<string, { forward: ProfiledOperation[]; gradient: ProfiledOperation[] }>();
  for (const one of profiled.operations) {
    const back = one.layer.startsWith(GRADIENT_PREFIX);
    const layer = back ? one.layer.slice(GRADIENT_PREFIX.length) : one.layer || 'outputs';
    const row = layers.get(layer) ?? { forward: [], gradient: [] };
    layers.set(layer, row);
    row[back ? 'gradient' : 'forward'].push(one);
  }
  const milliseconds = (operations: readonly ProfiledOperation[]): string =>
    operations.length === 0 ? '' : whole(operations).toFixed(2);
  const reorders = (operations: readonly ProfiledOperation[]): string => {
    const count = operations.filter(({ operation }) => operation === 'Reorder').length;
    return count === 0 ? '' : String(count);
  };
  const all = profiled.operations;
  const isBack = ({ layer }: ProfiledOperation): boolean => layer.startsWith(GRADIENT_PREFIX);
  const table = textTable(
    [
      { title: 'layer' },
      { title: 'operations' },
      { title: 'result lies' },
      { title: 'operations of the gradient' },
      { title: 'reorderings', align: 'right' },
      { title: 'ms', align: 'right' },
      { title: 'gradient ms', align: 'right' },
      { title: 'share', align: 'right' },
    ],
    [
      ...[...layers].map(([layer, { forward, gradient }]) => [
        layer,
        operationsText(forward),
        forward.at(-1)?.layout ?? '',
        operationsText(gradient),
        reorders([...forward, ...gradient]),
        milliseconds(forward),
        milliseconds(gradient),
        share(whole(forward) + whole(gradient), whole(all)),
      ]),
      [
        'total',
        '',
        '',
        '',
        reorders(all),
        milliseconds(all.filter((one) => !isBack(one))),
        milliseconds(all.filter(isBack)),
        '100.0 %',
      ],
    ],
  );
  return `${head(profiled)}\n${table}`;
}

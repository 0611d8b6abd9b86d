import { formatBytes, textTable } from '../report/index.js';
import type { ExplainedPhase } from '../runtime/index.js';
import { inPowers } from './plan-table.js';

type Layer = ExplainedPhase['layers'][number];

/** A layer on its way forward, and its gradient. */
interface Row {
  layer: string;
  forward?: Layer;
  gradient?: Layer;
}

const GRADIENT = 'gradient/';

/** In the order in which layers first come; what has no way forward stands where its gradient comes. */
function rowsOf({ layers }: ExplainedPhase): Row[] {
  const rows = new Map<string, Row>();
  for (const one of layers) {
    const back = one.layer.startsWith(GRADIENT);
    const layer = back ? one.layer.slice(GRADIENT.length) : one.layer;
    rows.set(layer, { layer, ...rows.get(layer), [back ? 'gradient' : 'forward']: one });
  }
  return [...rows.values()];
}

/** So many operators of a layer are named, those that take longest; `--json` has all. */
const NAMED = 3;

function operators(layer: Layer | undefined): string {
  const all = [...(layer?.operators ?? [])].sort(
    (a, b) => (b.milliseconds ?? Infinity) - (a.milliseconds ?? Infinity),
  );
  const named = all.slice(0, NAMED).map(({ name, count }) => (count > 1 ? `${count} ${name}` : name));
  const more = all.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const some = (value: number, text: (value: number) => string): string => (value > 0 ? text(value) : '');

const milliseconds = (layer: Layer | undefined): string =>
  layer === undefined ? '' : layer.milliseconds === null ? 'unknown' : layer.milliseconds.toFixed(2);

const costs = {
  measured: 'costs measured on this machine, now',
  cached: 'costs measured on this machine, earlier',
  'built-in': 'costs of another machine, since nothing could be measured here',
};

/** What the engine makes of a phase's training step, with a line above that says for what machine. */
export function engineTable(phase: ExplainedPhase): string {
  const { block, threads, batchSize } = phase;
  const rows = rowsOf(phase);
  const head = [
    `${phase.phase}, a step of ${batchSize} examples`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    block > 0 ? `blocks of ${block} channels` : 'no blocked kernels',
    costs[phase.costs],
  ].join('; ');
  const table = textTable(
    [
      { title: 'layer' },
      { title: 'operators' },
      { title: 'result lies' },
      { title: 'operators of the gradient' },
      { title: 'reorderings', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'ms', align: 'right' },
      { title: 'gradient ms', align: 'right' },
    ],
    [
      ...rows.map(({ layer, forward, gradient }) => {
        const both = [forward, gradient].flatMap((one) => one ?? []);
        return [
          layer,
          operators(forward),
          forward?.layout ?? '',
          operators(gradient),
          ...totals(both),
          milliseconds(forward),
          milliseconds(gradient),
        ];
      }),
      [
        'total',
        '',
        '',
        '',
        ...totals(phase.layers),
        sum(rows.map(({ forward }) => forward)),
        sum(rows.map(({ gradient }) => gradient)),
      ],
    ],
  );
  return `${head}\n${table}`;
}

/** Reorderings, multiply-adds and bytes. */
function totals(layers: readonly Layer[]): string[] {
  const all = (value: (layer: Layer) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  return [
    some(
      all(({ reorderings }) => reorderings),
      String,
    ),
    some(
      all(({ multiplyAdds }) => multiplyAdds),
      inPowers,
    ),
    some(
      all(({ bytes }) => bytes),
      formatBytes,
    ),
  ];
}

/** Where something is unknown, the sum is at least this. */
function sum(layers: readonly (Layer | undefined)[]): string {
  const known = layers.flatMap((layer) => layer?.milliseconds ?? []);
  const unknown = layers.some((layer) => layer?.milliseconds === null);
  return `${unknown ? 'over ' : ''}${known.reduce((total, one) => total + one, 0).toFixed(2)}`;
}

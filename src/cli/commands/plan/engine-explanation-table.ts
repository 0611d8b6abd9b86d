import { formatBytes, textTable } from '../../../report/index.js';
import type { ExplainedPhase } from '../../../runtime/index.js';
import { formatWithSiPrefix } from './plan-table.js';

type LayerExplanation = ExplainedPhase['layers'][number];

/** The forward pass of a layer, and its backward pass. */
interface LayerRow {
  layer: string;
  forward?: LayerExplanation;
  gradient?: LayerExplanation;
}

const GRADIENT_PREFIX = 'gradient/';

/**
 * Rows in the order in which layers first occur; a layer that has no forward operators stands where its gradient
 * occurs.
 */
function layerRows({ layers }: ExplainedPhase): LayerRow[] {
  const rows = new Map<string, LayerRow>();
  for (const one of layers) {
    const back = one.layer.startsWith(GRADIENT_PREFIX);
    const layer = back ? one.layer.slice(GRADIENT_PREFIX.length) : one.layer;
    rows.set(layer, { layer, ...rows.get(layer), [back ? 'gradient' : 'forward']: one });
  }
  return [...rows.values()];
}

/** At most this many operators of a layer are named, the slowest first; `--json` has all. */
const MAX_NAMED_OPERATORS = 3;

function operatorsText(layer: LayerExplanation | undefined): string {
  const all = [...(layer?.operators ?? [])].sort(
    (a, b) => (b.milliseconds ?? Infinity) - (a.milliseconds ?? Infinity),
  );
  const named = all
    .slice(0, MAX_NAMED_OPERATORS)
    .map(({ name, count }) => (count > 1 ? `${count} ${name}` : name));
  const more = all.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const textIfPositive = (value: number, text: (value: number) => string): string =>
  value > 0 ? text(value) : '';

const millisecondsText = (layer: LayerExplanation | undefined): string =>
  layer === undefined ? '' : layer.milliseconds === null ? 'unknown' : layer.milliseconds.toFixed(2);

const COST_ORIGIN_TEXT = {
  measured: 'costs measured on this machine, now',
  cached: 'costs measured on this machine, earlier',
  'built-in': 'costs of another machine, since nothing could be measured here',
};

/**
 * A phase's training step as the engine compiles it, one row a layer, under a line that names threads, block size and
 * where the cost table comes from.
 */
export function engineExplanationTable(phase: ExplainedPhase): string {
  const { block, threads, batchSize } = phase;
  const rows = layerRows(phase);
  const head = [
    `${phase.phase}, a step of ${batchSize} examples`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    block > 0 ? `blocks of ${block} channels` : 'no blocked kernels',
    COST_ORIGIN_TEXT[phase.costs],
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
          operatorsText(forward),
          forward?.layout ?? '',
          operatorsText(gradient),
          ...totalCells(both),
          millisecondsText(forward),
          millisecondsText(gradient),
        ];
      }),
      [
        'total',
        '',
        '',
        '',
        ...totalCells(phase.layers),
        totalMillisecondsText(rows.map(({ forward }) => forward)),
        totalMillisecondsText(rows.map(({ gradient }) => gradient)),
      ],
    ],
  );
  return `${head}\n${table}`;
}

/** Reorderings, multiply-adds and bytes. */
function totalCells(layers: readonly LayerExplanation[]): string[] {
  const all = (value: (layer: LayerExplanation) => number) =>
    layers.reduce((total, layer) => total + value(layer), 0);
  return [
    textIfPositive(
      all(({ reorderings }) => reorderings),
      String,
    ),
    textIfPositive(
      all(({ multiplyAdds }) => multiplyAdds),
      formatWithSiPrefix,
    ),
    textIfPositive(
      all(({ bytes }) => bytes),
      formatBytes,
    ),
  ];
}

/** The sum; `over` if the time of an operator is unknown. */
function totalMillisecondsText(layers: readonly (LayerExplanation | undefined)[]): string {
  const known = layers.flatMap((layer) => layer?.milliseconds ?? []);
  const unknown = layers.some((layer) => layer?.milliseconds === null);
  return `${unknown ? 'over ' : ''}${known.reduce((total, one) => total + one, 0).toFixed(2)}`;
}

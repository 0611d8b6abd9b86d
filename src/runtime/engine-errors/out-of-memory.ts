import type { Program } from '../../compiler/index.js';
import type { Diagnostic, SourceRange } from '../../diagnostics/index.js';

/** What found no memory. */
export interface AllocationFailure {
  /** What the step was at, as kernel calls have it; null where that can't be told. */
  scope: string | null;
  /** The library's own words. */
  message: string;
}

/** What a step's kernels are called after: a layer of a network (`encoder/conv2d_1`), of which `gradient/` is the way back. */
function layerOfScope({ networks }: Program, scope: string): { name: string; range?: SourceRange } | null {
  const name = scope.replace(/^gradient\//, '');
  for (const network of networks) {
    if (!name.startsWith(`${network.name}/`)) continue;
    const layer = name.slice(network.name.length + 1);
    const wire = network.wires.find((one) => one.op === 'layer' && one.name === layer);
    if (wire) return { name, ...(wire.range ? { range: wire.range } : {}) };
  }
  return null;
}

/** How much was asked for, where the library's words have it; or else those words. */
function requestedMemory(message: string): string {
  const bytes = /requested buffer of size (\d+)/.exec(message)?.[1];
  const numbers = /typed array length: (\d+)/.exec(message)?.[1];
  const shape = /allocating tensor with shape\[([\d,]+)\]/.exec(message)?.[1];
  if (bytes !== undefined) return `it asked for ${formatBytes(Number(bytes))} at once`;
  if (numbers !== undefined) return `it asked for an array of ${numbers} numbers`;
  if (shape !== undefined) return `it asked for a tensor of [${shape.split(',').join(', ')}]`;
  return message.split('\n')[0]!.trim();
}

function formatBytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  if (gibibytes < 1) return `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return `${gibibytes < 10 ? gibibytes.toFixed(1) : Math.round(gibibytes)} GiB`;
}

/**
 * What to tell a person of a job that found no memory, in a sentence and as a diagnostic: which layer it was in, where that
 * is written, what helps. Whoever tells it has named the phase already.
 */
export function outOfMemoryReport(
  { program, phase: name }: { program: Program; phase?: string | undefined },
  { scope, message }: AllocationFailure,
): { text: string; diagnostic: Diagnostic } {
  const phase = program.phases.find((one) => one.name === name);
  const layer = scope === null ? null : layerOfScope(program, scope);
  const back = scope?.startsWith('gradient/') ? 'the gradient of ' : '';
  const what = `ran out of memory${layer ? ` in ${back}layer \`${layer.name}\`` : ''}`;
  const why = requestedMemory(message);
  const hopeless = /Invalid typed array length/.test(message);
  const advice = phase ? ADVICE_IN_TRAINING : hopeless ? ADVICE_ARRAY_TOO_LONG : ADVICE_OTHERWISE;
  const range = layer?.range ?? phase?.range;
  return {
    text: `${phase ? '' : 'It '}${what}: ${why}; ${advice}`,
    diagnostic: {
      code: 'out-of-memory',
      severity: 'error',
      message: `${phase ? `phase \`${phase.name}\`` : 'it'} ${what}`,
      ...(range ? { range } : {}),
      notes: [{ message: why }],
      suggestion: { message: advice },
    },
  };
}

const ADVICE_IN_TRAINING = 'a smaller `batch_size` needs less, and so do fewer phases at a time (`--jobs 1`)';
const ADVICE_ARRAY_TOO_LONG =
  'no array holds so many, however much memory there is: make what it is made of smaller; what is trained is kept';
const ADVICE_OTHERWISE = 'what is trained is kept: with more memory the same command goes on';

import type { Program } from '../../compiler/index.js';
import type { Diagnostic, SourceRange } from '../../diagnostics/index.js';

/** A failed allocation. */
export interface AllocationFailure {
  /** The scope of the kernel call that failed; null if it is unknown. */
  scope: string | null;
  /** The library's message. */
  message: string;
}

/** The layer that a scope belongs to (`encoder/conv2d_1`); the prefix `gradient/` marks its gradient. */
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

/** The requested size, if the library's message contains it; otherwise that message. */
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
 * Report of a failed allocation, as a sentence and as a diagnostic: the layer, its place, and advice. The caller has
 * named the phase already.
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

import type { Program } from '../compiler/index.js';
import type { Diagnostic, SourceRange } from '../diagnostics/index.js';

/** What found no memory. */
export interface MemoryFault {
  /** What the step was at, as kernel calls have it; null where that can't be told. */
  scope: string | null;
  /** The library's own words. */
  message: string;
}

/** What a step's kernels are called after: a layer of a network (`encoder/conv2d_1`), of which `gradient/` is the way back. */
function layerAt({ networks }: Program, scope: string): { name: string; range?: SourceRange } | null {
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
function asked(message: string): string {
  const bytes = /requested buffer of size (\d+)/.exec(message)?.[1];
  const numbers = /typed array length: (\d+)/.exec(message)?.[1];
  const shape = /allocating tensor with shape\[([\d,]+)\]/.exec(message)?.[1];
  if (bytes !== undefined) return `it asked for ${readable(Number(bytes))} at once`;
  if (numbers !== undefined) return `it asked for an array of ${numbers} numbers`;
  if (shape !== undefined) return `it asked for a tensor of [${shape.split(',').join(', ')}]`;
  return message.split('\n')[0]!.trim();
}

function readable(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  if (gibibytes < 1) return `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return `${gibibytes < 10 ? gibibytes.toFixed(1) : Math.round(gibibytes)} GiB`;
}

/**
 * What to tell a person of a job that found no memory, in a sentence and as a diagnostic: which layer it was in, where that
 * is written, what helps. Whoever tells it has named the phase already.
 */
export function outOfMemory(
  { program, phase: name }: { program: Program; phase?: string | undefined },
  { scope, message }: MemoryFault,
): { text: string; diagnostic: Diagnostic } {
  const phase = program.phases.find((one) => one.name === name);
  const layer = scope === null ? null : layerAt(program, scope);
  const back = scope?.startsWith('gradient/') ? 'the gradient of ' : '';
  const what = `ran out of memory${layer ? ` in ${back}layer \`${layer.name}\`` : ''}`;
  const why = asked(message);
  const hopeless = /Invalid typed array length/.test(message);
  const advice = phase ? TRAINING : hopeless ? HOPELESS : OTHERWISE;
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

const TRAINING = 'a smaller `batch_size` needs less, and so do fewer phases at a time (`--jobs 1`)';
const HOPELESS =
  'no array holds so many, however much memory there is: make what it is made of smaller; what is trained is kept';
const OTHERWISE = 'what is trained is kept: with more memory the same command goes on';

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
  if (bytes !== undefined) return `it asked for ${inGibibytes(Number(bytes))} at once`;
  if (numbers !== undefined) return `it asked for an array of ${numbers} numbers`;
  if (shape !== undefined) return `it asked for a tensor of [${shape.split(',').join(', ')}]`;
  return message.split('\n')[0]!.trim();
}

const inGibibytes = (bytes: number): string => {
  const size = bytes / 2 ** 30;
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} GiB`;
};

/** Memory that a job's process found none of, in a sentence and as a diagnostic, for jobs that have a graph. */
export function outOfMemory(
  job: { program: Program; phase?: string | undefined },
  fault: MemoryFault,
): { text: string; diagnostic: Diagnostic } {
  const diagnostic = diagnosed(job.program, job.phase, fault);
  const { message, notes, suggestion } = diagnostic;
  return { text: `${message}: ${notes[0]!.message}; ${suggestion!.message}`, diagnostic };
}

/** What to tell a person of a step that found no memory: which layer it was in, where that is written, what helps. */
function diagnosed(
  program: Program,
  phaseName: string | undefined,
  { scope, message }: MemoryFault,
): Diagnostic {
  const phase = program.phases.find(({ name }) => name === phaseName);
  const layer = scope === null ? null : layerAt(program, scope);
  const who = phase ? `phase \`${phase.name}\`` : 'the engine';
  const back = scope?.startsWith('gradient/') ? 'the gradient of ' : '';
  const range = layer?.range ?? phase?.range;
  return {
    code: 'out-of-memory',
    severity: 'error',
    message: `${who} ran out of memory${layer ? ` in ${back}layer \`${layer.name}\`` : ''}`,
    ...(range ? { range } : {}),
    notes: [{ message: asked(message) }],
    suggestion: {
      message: 'a smaller `batch_size` needs less, and so do fewer phases at a time (`--jobs 1`)',
    },
  };
}

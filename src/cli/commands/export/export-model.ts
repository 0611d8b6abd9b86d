import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  drawsInInference,
  exportLayersModel,
  exportModelFile,
  exportWeights,
  type OpenedRun,
} from '../../../runtime/index.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';
import {
  rethrowAsUserError,
  findModelOrNetwork,
  openStoredRun,
  warnOfSimulatedData,
} from '../../run-lookup.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { FILE_ENDINGS, type ExportCommandOptions, type ModelForm } from './export-options.js';

/** What to feed to an input that replaces a random draw, anew for each call. */
const DRAW_INPUT_TEXT = {
  normal: 'standard normal numbers',
  uniform: 'uniform numbers from 0 up to 1',
  permutation: 'the numbers of the examples from 0, in a random order',
  bytes: 'uniform whole numbers from 0 to 255',
} as const;

/** `lagraph export`: writes a model of a run for another runtime. */
export async function exportModel(
  runName: string,
  model: string,
  { as, output, batch, deterministic = false, store }: ExportCommandOptions & { as: ModelForm },
  terminal: Terminal,
): Promise<void> {
  const note = noteTo(terminal.err);
  const run = await openStoredRun(store, runName, terminal);
  findModelOrNetwork(run, model);
  const ending = FILE_ENDINGS[as];
  const out = output ?? (ending === undefined ? `${model}-${as}` : `${model}.${ending}`);
  const target = resolve(terminal.cwd, out);
  const there = await stat(target).catch(() => null);
  if (ending !== undefined && there?.isDirectory()) {
    throw new UserError(`-o ${out}: it is a folder; --as ${as} writes one file`, {
      exit: EXIT_CODES.wrongUsage,
      hint: `-o ${join(out, `${model}.${ending}`)}`,
    });
  }
  if (ending === undefined && there?.isFile()) {
    throw new UserError(`-o ${out}: it is a file; a model as ${as} is a folder`, {
      exit: EXIT_CODES.wrongUsage,
    });
  }
  try {
    if (as === 'tfjs') {
      if (deterministic) rejectModelWithDraws(run, model);
      await writeLayersModel(run, model, target);
    } else if (as === 'keras' || as === 'safetensors') {
      await writeWeights(run, model, as, target);
    } else {
      const file = as === 'onnx' ? target : join(target, 'saved_model.pb');
      const batchSize = batch ?? null;
      const { inputs, outputs, validated } = await exportModelFile(run, model, {
        format: as,
        target: file,
        batchSize,
        deterministic,
      });
      for (const [what, ports] of [
        ['takes', inputs],
        ['gives', outputs],
      ] as const)
        for (const { name, dtype, shape, draw } of ports) {
          const sides = shape.map((side) => side ?? 'batch').join(', ');
          terminal.err.line(`${what} ${name}: ${dtype}[${sides}]${draw ? `, ${DRAW_INPUT_TEXT[draw]}` : ''}`);
        }
      if (inputs.some(({ draw }) => draw)) {
        note(`it draws, and what it draws is given to it; --deterministic writes one that goes by the means`);
      }
      if (!validated) {
        note(`there is no libtensorflow here to try it with; \`lagraph engines add tensorflow\` brings one`);
      }
      const free = inputs.every(({ shape }) => shape.includes(null));
      if (batchSize === null && !free) {
        note(
          `it takes 1 example at a time, since something in it depends on their number; --batch N writes one for N`,
        );
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw new UserError(`${out}: ${systemReason(error)}`);
    rethrowAsUserError(error);
  }
  warnOfSimulatedData(run, terminal);
  terminal.out.line(out);
}

/** The tfjs layers format has no layer for the mean of a distribution. */
function rejectModelWithDraws({ program }: OpenedRun, model: string): void {
  if (!drawsInInference(program, model)) return;
  throw new UserError(`${model} draws, and tfjs has no layer for the mean of a draw`, {
    hint: 'without --deterministic each draw is an input; onnx and savedmodel take --deterministic',
  });
}

async function writeWeights(
  run: OpenedRun,
  model: string,
  format: 'keras' | 'safetensors',
  target: string,
): Promise<void> {
  const refused = await exportWeights(run, model, { format, target });
  if (refused === null) return;
  throw new UserError(`${model} has no form as a model of Keras: ${refused}`, {
    hint: 'onnx and savedmodel take every model; --as safetensors writes the weights of any',
  });
}

/**
 * Takes the weights from the store, which verifies them by hash; the files in the run directory may have been
 * changed.
 */
async function writeLayersModel(run: OpenedRun, model: string, directory: string): Promise<void> {
  const refused = await exportLayersModel(run, model, { directory });
  if (refused === null) return;
  throw new UserError(`${model} has no form as a layers model of tfjs: ${refused}`, {
    hint: 'onnx and savedmodel take every model',
  });
}

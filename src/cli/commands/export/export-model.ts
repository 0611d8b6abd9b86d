import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  drawsInInference,
  exportLayersModel,
  exportModelFile,
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
import type { ExportCommandOptions, ModelForm } from './export-options.js';

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
  const out = output ?? (as === 'onnx' ? `${model}.onnx` : `${model}-${as}`);
  const target = resolve(terminal.cwd, out);
  const there = await stat(target).catch(() => null);
  if (as === 'onnx' && there?.isDirectory()) {
    throw new UserError(`-o ${out}: it is a folder; a model in ONNX is one file`, {
      exit: EXIT_CODES.wrongUsage,
      hint: `-o ${join(out, `${model}.onnx`)}`,
    });
  }
  if (as !== 'onnx' && there?.isFile()) {
    throw new UserError(`-o ${out}: it is a file; a model as ${as} is a folder`, {
      exit: EXIT_CODES.wrongUsage,
    });
  }
  try {
    if (as === 'tfjs') {
      if (deterministic) rejectModelWithDraws(run, model);
      await writeLayersModel(run, model, target);
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

import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { saveLayersModel, saveModel, type OpenedRun } from '../runtime/index.js';
import type { ExportOptions } from './commands/index.js';
import { EXIT, Problem, systemReason } from './problem.js';
import { explain, modelNamed, openedRun, warnOfSimulation } from './run-model.js';
import type { Terminal } from './terminal.js';

/** `lagraph export`: a model of a run, for another runtime. */
export async function exportModel(
  runName: string,
  model: string,
  { as, output, batch, store }: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  const run = await openedRun(store, runName, terminal);
  modelNamed(run, model);
  const out = output ?? (as === 'onnx' ? `${model}.onnx` : `${model}-${as}`);
  const target = resolve(terminal.cwd, out);
  const there = await stat(target).catch(() => null);
  if (as === 'onnx' && there?.isDirectory()) {
    throw new Problem(`-o ${out}: it is a folder; a model in ONNX is one file`, {
      exit: EXIT.wrongUsage,
      hint: `-o ${join(out, `${model}.onnx`)}`,
    });
  }
  if (as !== 'onnx' && there?.isFile()) {
    throw new Problem(`-o ${out}: it is a file; a model as ${as} is a folder`, { exit: EXIT.wrongUsage });
  }
  try {
    if (as === 'tfjs') await writeLayersModel(run, model, target);
    else {
      const file = as === 'onnx' ? target : join(target, 'saved_model.pb');
      const batchSize = batch ?? null;
      const { inputs, outputs } = await saveModel(run, model, { format: as, target: file, batchSize });
      for (const [what, ports] of [
        ['takes', inputs],
        ['gives', outputs],
      ] as const)
        for (const { name, dtype, shape } of ports)
          terminal.err.line(`${what} ${name}: ${dtype}[${shape.map((side) => side ?? 'batch').join(', ')}]`);
      const free = inputs.every(({ shape }) => shape.includes(null));
      if (batchSize === null && !free) {
        const note = terminal.err.colours.yellow('note');
        terminal.err.line(
          `${note}: it takes 1 example at a time, since something in it depends on their number; --batch N writes one for N`,
        );
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw new Problem(`${out}: ${systemReason(error)}`);
    explain(error);
  }
  warnOfSimulation(run, terminal);
  terminal.out.line(out);
}

/** From the store's own, checked weights: what a run left of them in its directory may have been changed since. */
async function writeLayersModel(run: OpenedRun, model: string, directory: string): Promise<void> {
  const refused = await saveLayersModel(run, model, { directory });
  if (refused === null) return;
  throw new Problem(`${model} has no form as a layers model of tfjs: ${refused}`, {
    hint: 'onnx and savedmodel take every model',
  });
}

import { Option, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { isTracker, TRACKERS, type ExportCommandOptions } from './export-options.js';
import { storeOption } from '../../directory-options.js';
import { parseIntegerAtLeast } from '../../option-values.js';

export function addExportCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('export')
    .summary('write a trained model for another runtime, or a run for MLflow or TensorBoard')
    .description(
      'Writes a model or network of a run, with its weights, dropout and noise off: as an ONNX model (one file), as a SavedModel of TensorFlow (a folder), as a layers model of TensorFlow.js (a folder with model.json), as a model of Keras 3 (one .keras file), or its weights alone (.safetensors). With `--as mlflow` and `--as tensorboard` it writes the run itself, into a folder that MLflow or TensorBoard reads: settings, figures by epoch, evaluations, pictures.',
    )
    .argument('<run>', 'a run, by name or the beginning of it, or `latest`')
    .argument('<what>', 'a model or network of its graph; with --as mlflow or tensorboard, the folder')
    .addOption(
      new Option('--as <format>', 'the form')
        .choices(['onnx', 'savedmodel', 'tfjs', 'keras', 'safetensors', ...TRACKERS])
        .makeOptionMandatory(),
    )
    .option(
      '-o, --output <out>',
      'the file or folder; MODEL.onnx, MODEL.keras, MODEL.safetensors, MODEL-savedmodel or MODEL-tfjs by default',
    )
    .option(
      '--batch <n>',
      'examples that it takes at a time (onnx, savedmodel); any number by default',
      parseIntegerAtLeast(1),
    )
    .option(
      '--deterministic',
      'put the means in the place of what it draws; otherwise each draw is an input of the model',
    )
    .addOption(storeOption())
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph export latest signs_to_mnist --as onnx\n  lagraph export latest signs_to_mnist --as savedmodel --batch 32 -o served\n  lagraph export latest mlruns --as mlflow',
    )
    .action(async (run: string, what: string, options: ExportCommandOptions) => {
      const { as, ...others } = options;
      if (isTracker(as)) {
        const { exportRun } = await import('./export-run.js');
        await exportRun(run, what, { ...others, as }, terminal);
        return;
      }
      const { exportModel } = await import('./export-model.js');
      await exportModel(run, what, { ...others, as }, terminal);
    });
}

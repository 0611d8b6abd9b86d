import type { Command } from 'commander';
import { parseIntegerAtLeast, requireKnownEngine } from '../../option-values.js';
import type { CommandContext } from '../../command-context.js';
import type { ApplyCommandOptions } from './apply-options.js';
import { storeOption } from '../../directory-options.js';

export function addApplyCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('apply')
    .summary('put files through a trained model')
    .description(
      "Puts files through a model or network of a run. Pictures are resized to the model's input as Keras's load_img does, and turned upright by their Exif orientation; a .json, .csv, .npz or .npy file holds numbers of one example or of many. Pictures that come out are written as PNG; anything else is printed as JSON, with the class that is read.",
    )
    .argument('<run>', 'a run, by name or the beginning of it, or `latest`')
    .argument('<model>', 'a model or network of its graph')
    .argument(
      '<file...>',
      "files, folders, or patterns such as 'photos/**/*.jpg'; for several inputs input=FILE for each, or files that hold all",
    )
    .option(
      '-o, --output <out>',
      'a .csv, .json or .npz file; a .png file (of several: a grid); or a folder for one file each',
    )
    .option('--crop', 'take the square in the middle of each picture, as for a photo of a hand')
    .option('--batch <n>', 'examples that go through it at a time', parseIntegerAtLeast(1))
    .option('--engine <name>', "what computes; the run's by default")
    .addOption(storeOption())
    .option('--json', 'print the numbers as JSON, whatever comes out')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph apply latest signs_to_mnist my_three.jpg -o three.png\n  lagraph apply latest mnist_classifier digits/*.png | jq -c .[].class\n  lagraph apply latest signs_classifier photos --crop -o read.csv',
    )
    .action(async (run: string, model: string, files: string[], options: ApplyCommandOptions) => {
      await requireKnownEngine(options.engine);
      const { applyModel } = await import('./apply-model.js');
      await applyModel(run, model, files, options, terminal);
    });
}

import type { Command } from 'commander';
import { requireKnownEngine } from '../../option-values.js';
import type { CommandContext } from '../../command-context.js';
import type { ApplyCommandOptions } from './apply-model.js';
import { storeOption } from '../../directory-options.js';

export function addApplyCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('apply')
    .summary('put files through a trained model')
    .description(
      "Puts files through a model or network of a run. Images are resized to the model's input as Keras's load_img does. Images that come out are written as PNG; anything else is printed as JSON. Inputs that are not images are read from JSON files holding an array of numbers.",
    )
    .argument('<run>', 'a run, by name or the beginning of it, or `latest`')
    .argument('<model>', 'a model or network of its graph')
    .argument('<file...>', 'image files (or JSON for other inputs)')
    .option(
      '-o, --output <out>',
      'a .png file (several inputs: a grid), a .json file, or a folder for one file each',
    )
    .option('--engine <name>', "what computes; the run's by default")
    .addOption(storeOption())
    .option('--json', 'print the numbers as JSON, whatever comes out')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph apply latest signs_to_mnist my_three.jpg -o three.png\n  lagraph apply latest mnist_classifier digits/*.png | jq -c .[].values',
    )
    .action(async (run: string, model: string, files: string[], options: ApplyCommandOptions) => {
      await requireKnownEngine(options.engine);
      const { applyModel } = await import('./apply-model.js');
      await applyModel(run, model, files, options, terminal);
    });
}

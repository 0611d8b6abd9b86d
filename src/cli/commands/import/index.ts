import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';

export function addImportCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('import')
    .summary('write a model of Keras, TensorFlow.js or ONNX as a network')
    .description(
      'Writes the network of a model in a file, with its layers, as a graph that loads the weights of the file: of Keras (.keras, .h5), TensorFlow.js (model.json) or ONNX (.onnx, whose weights are written beside the graph, as .safetensors). Layers and arguments that the language does not have are listed, and nothing is written then.',
    )
    .argument('<file>', 'model.keras, model.h5, model.json or model.onnx')
    .option('-o, --output <graph>', 'the graph file; by default it is printed')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph import digits.keras -o digits.yaml\n  lagraph import model.onnx -o model.yaml',
    )
    .action(async (file: string, options: { output?: string }) => {
      const { importModel } = await import('./import-model.js');
      await importModel(file, options, terminal);
    });
}

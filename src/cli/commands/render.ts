import { Option, type Command } from 'commander';
import { loadValidGraphFile, requireOverrides } from '../load-graph-file.js';
import type { CommandContext } from '../command-context.js';

interface RenderCommandOptions {
  as: 'yaml' | 'mermaid' | 'dot';
  profile?: string;
}

export function addRenderCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('render')
    .alias('show')
    .summary('print a graph resolved, or as a diagram')
    .description(
      'Prints the graph after parameters, profiles and loops (yaml), or its networks, models and phases as a diagram for Mermaid or Graphviz.',
    )
    .argument('<graph>', 'graph file, or - for standard input')
    .argument('[overrides...]', 'key=value: changes to the graph')
    .addOption(new Option('--as <form>', 'what to print').choices(['yaml', 'mermaid', 'dot']).default('yaml'))
    .option('--profile <name>', 'apply a profile of the graph')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph render graph.yaml --profile quick\n  lagraph render graph.yaml --as dot | dot -Tsvg > graph.svg',
    )
    .action(async (file: string, overrides: string[], options: RenderCommandOptions) => {
      requireOverrides('render', overrides);
      const { profile } = options;
      const graph = await loadValidGraphFile(
        file,
        { overrides, ...(profile === undefined ? {} : { profile }) },
        terminal,
      );
      if (options.as === 'yaml') {
        const { resolvedYaml } = await import('../resolved-yaml.js');
        terminal.out.write(resolvedYaml(graph.document));
      } else {
        const { toDot, toMermaid } = await import('../../compiler/index.js');
        const text = options.as === 'dot' ? toDot(graph.program) : toMermaid(graph.program);
        terminal.out.write(text.endsWith('\n') ? text : `${text}\n`);
      }
    });
}

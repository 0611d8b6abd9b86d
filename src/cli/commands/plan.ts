import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { goodGraph, isOverride } from '../graph.js';
import { EXIT, Problem } from '../problem.js';
import type { Session } from '../program.js';
import { dataOption, storeDirectory, storeOption } from '../store.js';

interface PlanCommandOptions {
  profile?: string;
  engine?: string;
  data?: string;
  store?: string;
  json?: boolean;
}

export function addPlan(program: Command, { terminal }: Session): void {
  program
    .command('plan')
    .summary('show what would run')
    .description(
      'Shows the phases in their order: what each waits for, what it trains and what stays frozen, how long it trains, and whether its result is in the store already.',
    )
    .argument('<graph>', 'graph file, or - for standard input')
    .argument('[overrides...]', 'key=value: changes to the graph')
    .option('--profile <name>', 'apply a profile of the graph')
    .option('--engine <name>', 'what would compute: onnx (default) or tfjs')
    .addOption(dataOption())
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph plan graph.yaml --profile quick')
    .action(async (file: string, overrides: string[], options: PlanCommandOptions) => {
      const stray = overrides.find((word) => !isOverride(word));
      if (stray !== undefined) {
        throw new Problem(`${stray} is not key=value; plan takes one graph`, { exit: EXIT.wrongUsage });
      }
      const { profile } = options;
      const graph = await goodGraph(
        file,
        { overrides, ...(profile === undefined ? {} : { profile }) },
        terminal,
      );
      const [{ planSummary }, { plannedPhases }, { planRows, planTable }] = await Promise.all([
        import('../../compiler/index.js'),
        import('../../runtime/index.js'),
        import('../plan-table.js'),
      ]);
      const planned = await plannedPhases(graph.program, {
        store: storeDirectory(options.store, terminal),
        data: {
          base: file === '-' ? terminal.cwd : dirname(resolve(terminal.cwd, file)),
          ...(options.data ? { directory: resolve(terminal.cwd, options.data) } : {}),
        },
        ...(options.engine === undefined ? {} : { engine: options.engine }),
      });
      const rows = planRows(planSummary(graph.program), planned.phases);
      if (options.json) {
        const { name, seed } = graph.program;
        const document = { graph: name, seed, phases: rows, problem: planned.problem };
        terminal.out.line(JSON.stringify(document, null, 2));
        return;
      }
      terminal.out.line(planTable(rows));
      if (planned.problem !== null) {
        terminal.err.line(
          `${terminal.err.colours.yellow('note')}: what is cached is not known, since the data can't be read: ${planned.problem}`,
        );
      }
    });
}

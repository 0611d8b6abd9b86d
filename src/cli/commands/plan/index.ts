import type { Command } from 'commander';
import type { Program } from '../../../compiler/index.js';
import type {
  EngineExplanation,
  PlanOptions,
  StepProfile,
  TrainingForecasts,
} from '../../../runtime/index.js';
import { stopOnSignals } from '../../interrupt.js';
import { requireKnownEngine, requireOneOf } from '../../option-values.js';
import {
  isOverride,
  loadValidGraphFile,
  printDiagnostics,
  programsBySeed,
  requireOverrides,
} from '../../load-graph-file.js';
import { noteTo, type OutputStream } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { CommandContext } from '../../command-context.js';
import {
  dataOption,
  offlineOption,
  dataOptions,
  requireDataDirectory,
  requireStoreDirectory,
  storeOption,
} from '../../directory-options.js';

interface PlanCommandOptions {
  profile?: string;
  engine?: string;
  data?: string;
  offline?: boolean;
  store?: string;
  json?: boolean;
  explainEngine?: string | true;
  profileStep?: string | true;
  forecast?: string | true;
}

export function addPlanCommand(rootCommand: Command, { terminal }: CommandContext): void {
  rootCommand
    .command('plan')
    .summary('show what would run')
    .description(
      'Shows the phases in their order: what each waits for, what it trains and what stays frozen, how long it trains, and whether its result is in the store already.',
    )
    .argument('<graph>', 'graph file, or - for standard input')
    .argument('[overrides...]', 'key=value: changes to the graph')
    .option('--profile <name>', 'apply a profile of the graph')
    .option(
      '--engine <name>',
      'what would compute, and whose results alone count: onnx, onednn, tensorflow, webgpu, tfjs-node, tfjs; by default (auto) the quickest for each phase, and all results count',
    )
    .addOption(dataOption())
    .addOption(offlineOption())
    .addOption(storeOption())
    .option(
      '--explain-engine [phase]',
      'show what the engine makes of each layer: operators, layout, estimated time; of one phase or of all',
    )
    .option(
      '--profile-step [phase]',
      'take a few training steps of the engine onednn, on noise, and show what each operation takes; of one phase or of all',
    )
    .option(
      '--forecast [phase]',
      'train a little of what is to be trained, keep nothing of it, and show how long all of it will take and how much memory; of one phase or of all',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lagraph plan graph.yaml --profile quick\n  lagraph plan graph.yaml --explain-engine link\n  lagraph plan graph.yaml --profile-step link\n  lagraph plan graph.yaml --forecast',
    )
    .action(async (file: string, words: string[], options: PlanCommandOptions) => {
      const { phase: explained, overrides: others } = splitPhase(options.explainEngine, words);
      const { phase: profiled, overrides: rest } = splitPhase(options.profileStep, others);
      const { phase: forecast, overrides } = splitPhase(options.forecast, rest);
      requireOverrides('plan', overrides);
      const { profile } = options;
      await requireKnownEngine(options.engine);
      const directory = await requireDataDirectory(options.data, terminal);
      const store = await requireStoreDirectory(options.store, terminal);
      const given = { overrides, ...(profile === undefined ? {} : { profile }) };
      const graph = await loadValidGraphFile(file, given, terminal).catch((error: unknown) => {
        // With --json the error is printed as JSON, too.
        if (options.json && error instanceof UserError) {
          const diagnostics = error.options.diagnostics ?? [];
          const document = { graph: null, phases: null, problem: error.message, diagnostics };
          terminal.out.line(JSON.stringify(document, null, 2));
        }
        throw error;
      });
      const names = graph.program.phases.map(({ name }) => name);
      for (const asked of [explained, profiled, forecast])
        if (typeof asked === 'string') await requireOneOf('phase', asked, names);
      const [
        { planSummary },
        { planPhases, outdatedPhasesMessage, lostMessage },
        { planRows, planTable, reasonLines, rowOfSeed },
      ] = await Promise.all([
        import('../../../compiler/index.js'),
        import('../../../runtime/index.js'),
        import('./plan-table.js'),
      ]);
      const planOptions: PlanOptions = {
        store,
        data: dataOptions(file, directory, options, terminal),
        ...(options.engine === undefined ? {} : { engine: options.engine }),
      };
      const { openGraphLock } = await import('../../graph-lock.js');
      const lock = await openGraphLock(file, graph.program, terminal);
      if (lock) planOptions.onSources = lock.compare;
      const programs = await programsBySeed(graph, given, terminal);
      const plans: Awaited<ReturnType<typeof planPhases>>[] = [];
      for (const program of programs) plans.push(await planPhases(program, planOptions));
      const planned = plans[0]!;
      if (lock) await printDiagnostics(lock.found(), lock.sources, terminal.err);
      const only = (phase: string | true) => (phase === true ? undefined : phase);
      const { explainEngine, profileStep } = await import('../../../runtime/index.js');
      const engine =
        explained === undefined
          ? null
          : await orUserError(explainEngine(graph.program, planOptions, planned.phases, only(explained)));
      const measured =
        profiled === undefined
          ? null
          : await orUserError(profileStep(graph.program, planOptions, planned.phases, only(profiled)));
      const forecasts =
        forecast === undefined
          ? null
          : await orUserError(forecastOf(graph.program, planOptions, only(forecast), terminal.err));
      const rows = programs.flatMap((program, at) => {
        const own = planRows(planSummary(program), plans[at]!.phases);
        return programs.length === 1 ? own : own.map((row) => rowOfSeed(row, program.seed));
      });
      if (options.json) {
        const { name, seed } = graph.program;
        const { seeds } = graph.document;
        const { problem, comparedWith } = planned;
        const document = { graph: name, seed, seeds, phases: rows, comparedWith, problem };
        const more = {
          ...(engine ? { engine } : {}),
          ...(measured ? { profile: measured } : {}),
          ...(forecasts ? { forecast: forecasts } : {}),
        };
        terminal.out.line(JSON.stringify({ ...document, ...more }, null, 2));
        return;
      }
      terminal.out.line(planTable(rows, planned.engine));
      const why = reasonLines(rows, planned.comparedWith);
      if (why !== null) terminal.out.line(`\n${why}`);
      if (engine) terminal.out.line(`\n${await engineExplanationText(engine)}`);
      if (measured) terminal.out.line(`\n${await stepProfileText(measured)}`);
      if (forecasts) {
        const { forecastTable } = await import('./forecast-table.js');
        terminal.out.line(`\n${forecastTable(forecasts)}`);
      }
      const note = noteTo(terminal.err);
      if (planned.problem !== null) {
        note(`what is cached is not known, since the ${planned.unread} can't be read: ${planned.problem}`);
      }
      const outdatedPhases = rows.flatMap(({ name, outdated, resumesFrom }) =>
        outdated === null || resumesFrom !== null ? [] : [{ name, outdated }],
      );
      if (outdatedPhases.length > 0) note(outdatedPhasesMessage(outdatedPhases));
      for (const { name, lost } of rows) if (lost !== null) note(`${name}: ${lostMessage(lost)}`);
      if (forecasts && programs.length > 1)
        note(`the forecast is that of one of ${programs.length} seeds, ${graph.program.seed}`);
      const assumed = engine?.assumed ?? measured?.assumed;
      if (assumed) note(assumed);
    });
}

/**
 * An option with an optional value swallows the next word; a word of the form key=value is an override, not a phase.
 */
function splitPhase(
  optionValue: string | true | undefined,
  words: readonly string[],
): { phase: string | true | undefined; overrides: string[] } {
  return typeof optionValue === 'string' && isOverride(optionValue)
    ? { phase: true, overrides: [...words, optionValue] }
    : { phase: optionValue, overrides: [...words] };
}

/** A few seconds for each phase: a terminal is told which it is. */
async function forecastOf(
  program: Program,
  options: PlanOptions,
  only: string | undefined,
  err: OutputStream,
): Promise<TrainingForecasts> {
  const { forecastPhases } = await import('../../../runtime/index.js');
  const interrupt = stopOnSignals(err, 'Stopping; once more stops at once.');
  const told = {
    signal: interrupt.signal,
    onPhase(name: string, at: number, count: number) {
      if (err.isInteractive) err.line(`forecast of ${name} (${at + 1} of ${count})`);
    },
  };
  try {
    return await forecastPhases(program, { ...options, ...told }, only === undefined ? undefined : [only]);
  } finally {
    interrupt.release();
  }
}

async function orUserError<T>(work: Promise<T>): Promise<T> {
  const { JobFailedError, JobStoppedError, PlanError } = await import('../../../runtime/index.js');
  try {
    return await work;
  } catch (error) {
    if (error instanceof PlanError) throw new UserError(error.message, { exit: EXIT_CODES.wrongUsage });
    if (error instanceof JobStoppedError)
      throw new UserError('It was interrupted.', { exit: EXIT_CODES.interrupted });
    if (error instanceof JobFailedError) throw new UserError(error.message, { exit: EXIT_CODES.failed });
    throw error;
  }
}

async function engineExplanationText({ engine, phases, measured }: EngineExplanation): Promise<string> {
  if (measured) {
    const { layerProfileTable } = await import('./step-profile-table.js');
    return measured.map(layerProfileTable).join('\n\n');
  }
  if (!phases) {
    return `The engine ${engine} has nothing to explain: it runs each kernel as it was captured, in one layout.`;
  }
  const { engineExplanationTable } = await import('./engine-explanation-table.js');
  return phases.map(engineExplanationTable).join('\n\n');
}

async function stepProfileText({ engine, phases }: StepProfile): Promise<string> {
  if (!phases)
    return `The engine ${engine} does not tell the operations of its steps apart; --engine onednn does.`;
  const { stepProfileTable } = await import('./step-profile-table.js');
  return phases.map(stepProfileTable).join('\n\n');
}

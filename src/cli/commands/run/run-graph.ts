import { relative, resolve } from 'node:path';
import {
  evaluationTable,
  formatSeconds,
  lastEpochsTable,
  phaseTable,
  phaseTableOfSeeds,
  SIMULATED_DATA_LABEL,
} from '../../../report/index.js';
import {
  loadRun,
  runOfSeed,
  runSeeds,
  type RunEvent,
  type RunOptions,
  type RunResult,
} from '../../../runtime/index.js';
import { loadValidGraphFile, printDiagnostics, programsBySeed } from '../../load-graph-file.js';
import { openProgressDisplay, type ProgressDisplay } from '../../progress/index.js';
import { stopOnSignals } from '../../interrupt.js';
import { createCommandClock, type CommandClock } from './command-clock.js';
import { createLiveRun } from './live-run.js';
import { offerEngine } from './offer-engine.js';
import { lockComparison } from './lock-comparison.js';
import { renderReports, type RenderedReport } from './render-reports.js';
import { exitCodeOf, requirePhases, sharedOptions, type RunCommandOptions } from './run-options.js';
import { openTensorboard } from './tensorboard.js';
import { environmentFault, EXIT_CODES, UserError } from '../../user-error.js';
import { graphTexts } from '../../graph-texts.js';
import {
  dataOptions,
  requireDataDirectory,
  DEFAULT_STORE_DIRECTORY,
  requireStoreDirectory,
} from '../../directory-options.js';
import type { OutputStream, Terminal } from '../../terminal.js';
import { shellLine } from '../../../report/index.js';

/** `lagraph run`, from the graph file to the exit code. */
export async function runGraph(
  file: string,
  options: RunCommandOptions & { only: string[]; overrides: string[] },
  terminal: Terminal,
): Promise<number> {
  const display = options.json ? jsonLinesDisplay(terminal.out) : openProgressDisplay(terminal.err);
  let failureReported = false;
  const show = (event: RunEvent): void => {
    if (event.event === 'failed') failureReported = true;
    display.show(event);
  };
  const own = { show, close: () => display.close() };
  try {
    if (options.dryRun) {
      const { dryRun } = await import('./dry-run.js');
      return await dryRun(file, options, own, terminal);
    }
    return await runWithDisplay(file, options, own, terminal);
  } catch (error) {
    // With --json the error is an event as well; otherwise the command line prints it.
    if (options.json && !failureReported) {
      const message = environmentFault(error) ?? (error instanceof Error ? error.message : String(error));
      const diagnostics = error instanceof UserError ? error.options.diagnostics : undefined;
      show({ event: 'failed', phase: null, message, ...(diagnostics ? { diagnostics } : {}) });
    }
    throw error;
  } finally {
    display.close();
  }
}

async function runWithDisplay(
  file: string,
  options: RunCommandOptions & { only: string[]; overrides: string[] },
  display: ProgressDisplay,
  terminal: Terminal,
): Promise<number> {
  const directory = await requireDataDirectory(options.data, terminal);
  const store = await requireStoreDirectory(options.store, terminal);
  const given = {
    overrides: options.overrides,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  };
  const graph = await loadValidGraphFile(file, given, terminal);
  await requirePhases(graph.program, options.only);
  const tensorboard =
    options.tensorboard === undefined
      ? undefined
      : await openTensorboard(options.tensorboard, display, terminal);
  const compareLock = await lockComparison(file, graph.program, options, display, terminal);
  const interrupt = stopOnSignals(terminal.err);
  await offerEngine(graph.program, options, terminal, interrupt.signal);
  let outputError: string | null = null;
  terminal.whenOutputFails = ({ readerGone, message }) => {
    if (!readerGone) {
      outputError = message;
      terminal.err.line(`${message}. Stopping after this step.`);
    }
    interrupt.stop();
  };
  const data = dataOptions(file, directory, options, terminal);
  const reportOptions = { data: { ...data, surveyed: true }, signal: interrupt.signal };
  const live = createLiveRun(
    {
      store,
      watched: `graph ${file === '-' ? graph.program.name : resolve(terminal.cwd, file)}`,
      open: options.open === true,
      browser: options.browser,
      notice: (message) => display.show({ event: 'notice', message }),
      draw: (run) => renderReports(run, reportOptions, () => undefined),
    },
    terminal.err,
  );
  let last: Extract<RunEvent, { event: 'done' }> | null = null;
  const clock = createCommandClock();
  const runOptions: RunOptions = {
    store,
    data,
    texts: graphTexts(graph),
    signal: interrupt.signal,
    onEvent: (event) => {
      tensorboard?.show(event);
      live.record(event);
      // `done` is shown only after the reports are rendered: readers of the events take it for the end.
      if (event.event === 'done') last = event;
      else if (event.event !== 'timings') display.show(event);
    },
    invocation: {
      file,
      profile: options.profile ?? null,
      overrides: options.overrides,
      command: commandWords(file, options),
    },
    ...(options.force ? { force: true } : {}),
    ...sharedOptions(options, compareLock),
  };
  try {
    clock.begin();
    const result = await runSeeds(await programsBySeed(graph, given, terminal), runOptions);
    await live.drawn();
    const shown = await showResults(result, runOptions.store, reportOptions, display, clock);
    const events = result.run === '' ? null : await tensorboard?.finish(runOptions.store, result.run);
    await live.end();
    const timings = clock.end(result.timings);
    if (last) {
      display.show({ event: 'timings', ...timings });
      display.show(last);
    }
    display.close();
    if (!options.json) {
      printRunSummary(result, shown, options, file, terminal);
      if (options.timings && last) {
        const { timingsTable } = await import('./timings-table.js');
        terminal.out.line(`\n${timingsTable(timings)}`);
      }
      if (events) terminal.out.line(`tensorboard: ${events}`);
      for (const { diagnostic } of result.problems)
        if (diagnostic) await printDiagnostics([diagnostic], graph.sources, terminal.err);
    }
    if (outputError !== null) return EXIT_CODES.failed;
    return exitCodeOf(result);
  } finally {
    await live.end();
    interrupt.release();
  }
}

/** What there is to look at after a run. */
interface ShownResults {
  reports: readonly RenderedReport[];
  page: string | null;
  /** The run that has the page, if this one repeats it. */
  repeated: string | null;
}

/** Draws the reports of a finished run and writes its page; what a run only repeats is there already. */
async function showResults(
  { run: name, status }: RunResult,
  store: string,
  options: Parameters<typeof renderReports>[1],
  display: ProgressDisplay,
  clock: CommandClock,
): Promise<ShownResults> {
  if (name === '') return { reports: [], page: null, repeated: null };
  let reports: RenderedReport[] = [];
  if (status === 'done' || status === 'missed') {
    const run = await loadRun(store, name);
    const { reuseReports } = await import('./reuse-reports.js');
    const reused = await reuseReports(run);
    if (reused !== null) return { reports: reused.reports, page: reused.page, repeated: reused.run };
    reports = await clock.in('reports', () =>
      renderReports(run, options, (message) => display.show({ event: 'notice', message })),
    );
  }
  const page = await clock.in('page', () => writePage(store, name, display));
  return { reports, page, repeated: null };
}

/** The page of the run, also of one that failed or was interrupted. That it can't be written does not fail the run. */
async function writePage(store: string, run: string, display: ProgressDisplay): Promise<string | null> {
  try {
    const { writeRunPage } = await import('../../../page/index.js');
    return await writeRunPage(await loadRun(store, run));
  } catch (error) {
    display.show({
      event: 'notice',
      message: `the page of the run was not made: ${(error as Error).message}`,
    });
    return null;
  }
}

function jsonLinesDisplay(out: OutputStream): ProgressDisplay {
  return { show: (event) => out.line(JSON.stringify(event)), close: () => {} };
}

/** Prints the results to standard output, and errors or the command that resumes the run to standard error. */
function printRunSummary(
  result: RunResult,
  { reports, page, repeated }: ShownResults,
  options: RunCommandOptions,
  file: string,
  terminal: Terminal,
): void {
  const { out, err } = terminal;
  const { colours } = out;
  const done = result.phases.flatMap((phase) =>
    phase.status === 'trained' || phase.status === 'resumed' || phase.status === 'cached'
      ? [{ ...phase, status: phase.status }]
      : [],
  );
  const blocks: string[] = [];
  const ofSeeds = done.flatMap((phase) => {
    const { run: name, seed } = runOfSeed(phase.name);
    return seed === null ? [] : [{ ...phase, name, seed }];
  });
  if (ofSeeds.length > 0) blocks.push(phaseTableOfSeeds(ofSeeds));
  else if (done.length > 0) blocks.push(phaseTable(done));
  const ends = lastEpochsTable(done);
  if (ends !== null) blocks.push(ends);
  if (result.evaluations.length > 0) {
    blocks.push(
      evaluationTable(result.evaluations, {
        good: colours.green,
        bad: (text) => colours.red(colours.bold(text)),
        warning: colours.red,
      }),
    );
  }
  const short = (path: string): string => relative(terminal.cwd, path) || '.';
  const places = reports.map(({ name, path }) => `${name}: ${short(path)}`);
  if (page !== null)
    places.push(`page: ${short(page)}${repeated === null ? '' : ` (nothing was new: that of ${repeated})`}`);
  if (result.directory) places.push(`run: ${short(result.directory)} (${formatSeconds(result.seconds)})`);
  if (places.length > 0) blocks.push(places.join('\n'));
  if (blocks.length > 0) out.line(blocks.join('\n\n'));
  if (result.simulated) {
    out.line(
      `\n${colours.bgRed(colours.white(` ${SIMULATED_DATA_LABEL} `))} The figures and pictures say nothing about real data.`,
    );
  }
  const problem = err.colours.red(err.colours.bold('error'));
  if (result.status === 'missed') {
    const missed = result.evaluations.filter(({ ok }) => !ok).map(({ name }) => name);
    err.line(`${problem}: missed what the graph expects: ${missed.join(', ')}`);
  } else if (result.status === 'interrupted') {
    err.line(
      `Interrupted. What is done is kept; to go on:\n  ${shellLine([...commandWords(file, options), ...(options.json ? ['--json'] : [])])}`,
    );
  }
}

/** The command that does the same, or resumes it: the same arguments without --force. */
function commandWords(
  file: string,
  options: RunCommandOptions & { overrides?: readonly string[] },
): string[] {
  const words = ['lagraph', 'run', file, ...(options.overrides ?? [])];
  const add = (flag: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(flag, String(value));
  };
  add('--profile', options.profile);
  add('--engine', options.engine);
  if (options.requireGpu) words.push('--require-gpu');
  add('--jobs', options.jobs);
  add('--data', process.env['LAGRAPH_DATA'] === options.data ? undefined : options.data);
  add('--store', options.store === DEFAULT_STORE_DIRECTORY ? undefined : options.store);
  if (options.locked) words.push('--locked');
  if (options.timings) words.push('--timings');
  add('--tensorboard', options.tensorboard);
  if (options.only && options.only.length > 0) words.push('--only', options.only.join(','));
  return words;
}

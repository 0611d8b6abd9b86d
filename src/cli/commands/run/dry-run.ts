import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluationTable, formatSeconds, phaseTable, SIMULATED_DATA_LABEL } from '../../../report/index.js';
import { loadRun, runProgram, type RunResult } from '../../../runtime/index.js';
import { dataOptions, requireDataDirectory } from '../../directory-options.js';
import { stopOnSignals } from '../../interrupt.js';
import { loadValidGraphFile, printDiagnostics } from '../../load-graph-file.js';
import { pluralize } from '../../pluralize.js';
import type { ProgressDisplay } from '../../progress/index.js';
import type { Terminal } from '../../terminal.js';
import { dryExamples, dryProgram } from './dry-program.js';
import { lockComparison } from './lock-comparison.js';
import { renderReports, type RenderedReport } from './render-reports.js';
import { exitCodeOf, requirePhases, sharedOptions, type RunCommandOptions } from './run-options.js';

/**
 * `lagraph run --dry-run`: one step of every phase, one batch of every evaluation and a small picture of every report,
 * in a store that is removed afterwards. Nothing is expected of the figures. Of several seeds, the first.
 */
export async function dryRun(
  file: string,
  options: RunCommandOptions & { only: string[]; overrides: string[] },
  display: ProgressDisplay,
  terminal: Terminal,
): Promise<number> {
  const directory = await requireDataDirectory(options.data, terminal);
  const { overrides, profile } = options;
  const graph = await loadValidGraphFile(
    file,
    { overrides, ...(profile === undefined ? {} : { profile }) },
    terminal,
  );
  await requirePhases(graph.program, options.only);
  const compareLock = await lockComparison(file, graph.program, options, display, terminal);
  const interrupt = stopOnSignals(terminal.err);
  const store = await mkdtemp(join(tmpdir(), 'lagraph-dry-run-'));
  const begun = performance.now();
  try {
    const program = dryProgram(graph.program);
    const data = { ...dataOptions(file, directory, options, terminal), limit: dryExamples(program) };
    const { signal } = interrupt;
    const result = await runProgram(program, {
      store,
      data,
      signal,
      onEvent: (event) => {
        if (event.event !== 'done' && event.event !== 'timings') display.show(event);
      },
      ...sharedOptions(options, compareLock),
    });
    const reports =
      result.status === 'done'
        ? await renderReports(
            await loadRun(store, result.run),
            { data: { ...data, surveyed: true }, signal },
            (message) => display.show({ event: 'notice', message }),
          )
        : [];
    display.close();
    tell(result, reports, (performance.now() - begun) / 1000, options, terminal);
    for (const { diagnostic } of result.problems)
      if (diagnostic && !options.json) await printDiagnostics([diagnostic], graph.sources, terminal.err);
    return exitCodeOf(result);
  } finally {
    interrupt.release();
    await rm(store, { recursive: true, force: true });
  }
}

/** Says what was done: as tables, or as the last event. */
function tell(
  { phases, evaluations, status, simulated }: RunResult,
  reports: readonly RenderedReport[],
  seconds: number,
  { json }: RunCommandOptions,
  { out, err }: Terminal,
): void {
  const done = phases.flatMap((phase) =>
    phase.status === 'trained' ? [{ ...phase, status: phase.status }] : [],
  );
  const ok = status === 'done';
  if (json) {
    const event = {
      event: 'dry-run',
      phases: done.map(({ name, metrics }) => ({ name, metrics })),
      evaluations: evaluations.map(({ name, value }) => ({ name, value })),
      reports: reports.map(({ name }) => name),
      seconds,
      simulated,
      ok,
    };
    return out.line(JSON.stringify(event));
  }
  const blocks = [
    ...(done.length > 0 ? [phaseTable(done)] : []),
    ...(evaluations.length > 0 ? [evaluationTable(evaluations)] : []),
    ...(reports.length > 0 ? [`reports: ${reports.map(({ name }) => name).join(', ')}`] : []),
  ];
  if (blocks.length > 0) out.line(`${blocks.join('\n\n')}\n`);
  const counted = [
    `one step of ${pluralize(done.length, 'phase')}`,
    ...(evaluations.length > 0 ? [`a batch of ${pluralize(evaluations.length, 'evaluation')}`] : []),
    ...(reports.length > 0 ? [`a picture of ${pluralize(reports.length, 'report')}`] : []),
  ];
  const line = `dry run: ${counted.join(', ')}, in ${formatSeconds(seconds)}; nothing was kept`;
  if (ok) out.line(line);
  else err.line(line);
  if (simulated) out.line(`${SIMULATED_DATA_LABEL}`);
}

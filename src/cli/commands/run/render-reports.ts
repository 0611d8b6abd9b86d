import { join } from 'node:path';
import type { Report } from '../../../compiler/index.js';
import {
  curvesChart,
  curvesOfPhase,
  drawReport,
  drawTranslations,
  renderSvg,
  REPORT_DATA_FORMAT,
  writeReportData,
  type CurvesData,
  type ReportData,
} from '../../../report/index.js';
import {
  evaluateRunWires,
  translationGridRequest,
  writeFileAtomically,
  type DataOptions,
  type OpenedRun,
} from '../../../runtime/index.js';
import { runReportSource } from './run-report-source.js';

/** A report that was rendered to a file. */
export interface RenderedReport {
  name: string;
  path: string;
}

/** Where the pictures of a run lie, and the data that they are drawn from. */
export const reportFolder = (directory: string): string => join(directory, 'report');

/**
 * Renders every report of the graph into `report/` of the run directory: its picture, further pages, and what was
 * computed as data. A report that fails is reported as a notice and skipped: the run itself succeeded.
 */
export async function renderReports(
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
  notice: (message: string) => void,
): Promise<RenderedReport[]> {
  const folder = reportFolder(run.directory);
  const drawn: RenderedReport[] = [];
  for (const report of run.program.reports) {
    if (options.signal.aborted) break;
    try {
      const { suffix, pages, data } = await renderReport(report, run, options);
      const pathOf = (page: number): string =>
        join(folder, `${report.name}${page === 0 ? '' : `.page-${page + 1}`}.${suffix}`);
      for (const [page, content] of pages.entries()) await writeFileAtomically(pathOf(page), content);
      await writeFileAtomically(join(folder, `${report.name}.json`), writeReportData(data));
      drawn.push({ name: report.name, path: pathOf(0) });
    } catch (error) {
      if (options.signal.aborted) break;
      notice(`the report ${report.name} was not made: ${(error as Error).message}`);
    }
  }
  return drawn;
}

interface Rendered {
  suffix: 'svg' | 'png';
  /** The picture; further ones are its pages. */
  pages: (string | Uint8Array[])[];
  data: ReportData;
}

async function renderReport(
  report: Report,
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
): Promise<Rendered> {
  if (report.kind === 'curves') {
    const data = await curvesData(report, run);
    return { suffix: 'svg', pages: [await renderSvg(curvesChart(data))], data };
  }
  if (report.kind === 'translations') {
    const found = await evaluateRunWires(run, translationGridRequest(report), options);
    const { data, picture } = await drawTranslations(report, { graph: run.program.name, ...found });
    return { suffix: 'png', pages: [[picture]], data };
  }
  return { suffix: 'svg', ...(await drawReport(report, runReportSource(run, report, options))) };
}

async function curvesData(
  { name, phases, scale }: Extract<Report, { kind: 'curves' }>,
  { program, manifest, history }: OpenedRun,
): Promise<CurvesData> {
  const curves = phases.map(async (phase) => {
    const record = manifest.phases.find((one) => one.name === phase);
    return curvesOfPhase(
      program.phases.find((one) => one.name === phase)!,
      {
        epochs: await history(phase),
        kept: record?.kept ?? null,
        stopped: record?.stopped?.epoch ?? null,
      },
    );
  });
  return {
    format: REPORT_DATA_FORMAT,
    kind: 'curves',
    name,
    title: program.name,
    simulated: manifest.phases.some((phase) => phase.simulated && phases.includes(phase.name)),
    notes: [],
    scale: scale ?? 'auto',
    phases: await Promise.all(curves),
  };
}

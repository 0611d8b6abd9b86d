import { join } from 'node:path';
import type { Report } from '../../../compiler/index.js';
import {
  curvesChart,
  curvesOfPhase,
  imageGridPng,
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

/** A report that was rendered to a file. */
export interface RenderedReport {
  name: string;
  path: string;
}

/**
 * Renders every report of the graph into `report/` of the run directory. A report that fails is reported as a notice
 * and skipped: the run itself succeeded.
 */
export async function renderReports(
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
  notice: (message: string) => void,
): Promise<RenderedReport[]> {
  const folder = join(run.directory, 'report');
  const drawn: RenderedReport[] = [];
  for (const report of run.program.reports) {
    if (options.signal.aborted) break;
    try {
      const picture = await renderReport(report, run, options);
      const path = join(folder, `${report.name}.${picture.suffix}`);
      await writeFileAtomically(path, picture.content);
      if (picture.data)
        await writeFileAtomically(join(folder, `${report.name}.json`), writeReportData(picture.data));
      drawn.push({ name: report.name, path });
    } catch (error) {
      if (options.signal.aborted) break;
      notice(`the picture ${report.name} was not made: ${(error as Error).message}`);
    }
  }
  return drawn;
}

interface Rendered {
  suffix: 'svg' | 'png';
  content: string | Uint8Array[];
  /** What was computed; null if it is not stored. */
  data: ReportData | null;
}

async function renderReport(
  report: Report,
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
): Promise<Rendered> {
  if (report.kind === 'curves') {
    const data = await curvesData(report, run);
    return { suffix: 'svg', content: await renderSvg(curvesChart(data)), data };
  }
  const { rows, simulated } = await evaluateRunWires(run, translationGridRequest(report), options);
  const images = rows.map(({ shape, data }) => ({ shape: shape.slice(1), data }));
  return { suffix: 'png', content: [await imageGridPng(images, { simulated })], data: null };
}

async function curvesData(
  { name, phases }: Extract<Report, { kind: 'curves' }>,
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
    scale: 'auto',
    phases: await Promise.all(curves),
  };
}

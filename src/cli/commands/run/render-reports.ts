import { join } from 'node:path';
import type { Report } from '../../../compiler/index.js';
import { lossCurvesSvg, imageGridPng } from '../../../report/index.js';
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
      drawn.push({ name: report.name, path });
    } catch (error) {
      if (options.signal.aborted) break;
      notice(`the picture ${report.name} was not made: ${(error as Error).message}`);
    }
  }
  return drawn;
}

async function renderReport(
  report: Report,
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
): Promise<{ suffix: 'svg' | 'png'; content: string | Uint8Array[] }> {
  if (report.kind === 'curves') {
    const curves = await Promise.all(
      report.phases.map(async (phase) => ({ phase, epochs: await run.history(phase) })),
    );
    const simulated = run.manifest.phases.some(
      (phase) => phase.simulated && report.phases.includes(phase.name),
    );
    return { suffix: 'svg', content: lossCurvesSvg(curves, { title: run.program.name, simulated }) };
  }
  const { rows, simulated } = await evaluateRunWires(run, translationGridRequest(report), options);
  const images = rows.map(({ shape, data }) => ({ shape: shape.slice(1), data }));
  return { suffix: 'png', content: [await imageGridPng(images, { simulated })] };
}

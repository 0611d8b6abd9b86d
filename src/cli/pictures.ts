import { join } from 'node:path';
import type { Report } from '../compiler/index.js';
import { curvesSvg, pictureGrid } from '../report/index.js';
import {
  evaluateWires,
  translationRequest,
  writeWhole,
  type DataOptions,
  type OpenedRun,
} from '../runtime/index.js';

/** A picture that was made. */
export interface Drawn {
  name: string;
  path: string;
}

/**
 * Makes every picture that the graph asks for, in `report/` of the run's directory. A picture that can't be made is
 * said and skipped: the run itself is good.
 */
export async function drawReports(
  run: OpenedRun,
  options: { data: DataOptions; signal: AbortSignal },
  notice: (message: string) => void,
): Promise<Drawn[]> {
  const folder = join(run.directory, 'report');
  const drawn: Drawn[] = [];
  for (const report of run.program.reports) {
    if (options.signal.aborted) break;
    try {
      const picture = await draw(report, run, options);
      const path = join(folder, `${report.name}.${picture.suffix}`);
      await writeWhole(path, picture.content);
      drawn.push({ name: report.name, path });
    } catch (error) {
      if (options.signal.aborted) break;
      notice(`the picture ${report.name} was not made: ${(error as Error).message}`);
    }
  }
  return drawn;
}

async function draw(
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
    return { suffix: 'svg', content: curvesSvg(curves, { title: run.program.name, simulated }) };
  }
  const { rows, simulated } = await evaluateWires(run, translationRequest(report), options);
  const images = rows.map(({ shape, data }) => ({ shape: shape.slice(1), data }));
  return { suffix: 'png', content: [await pictureGrid(images, { simulated })] };
}

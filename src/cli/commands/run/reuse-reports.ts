import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGE_FILE } from '../../../page/index.js';
import { linkFile, loadRun, repeatedRuns, type OpenedRun } from '../../../runtime/index.js';
import { reportFolder, type RenderedReport } from './render-reports.js';

/** Reports of an earlier run that a run has as well, and that run's page. */
export interface ReusedReports {
  reports: RenderedReport[];
  run: string;
  page: string;
}

/**
 * The reports and the page of the newest run that this one repeats: nothing is drawn again, and the pictures, which are
 * in this run's folder as well, take no space. Null if this run did something, or if no such run has them all.
 */
export async function reuseReports(run: OpenedRun): Promise<ReusedReports | null> {
  for (const { run: name } of await repeatedRuns(run.store, run.manifest)) {
    const { directory } = await loadRun(run.store, name);
    const page = join(directory, PAGE_FILE);
    const files = await readdir(reportFolder(directory)).catch((): string[] => []);
    const pictures = run.program.reports.map((report) =>
      files.includes(`${report.name}.json`)
        ? files.find((file) => file === `${report.name}.svg` || file === `${report.name}.png`)
        : undefined,
    );
    if (!existsSync(page) || !pictures.every((file) => file !== undefined)) continue;
    const linked = await Promise.all(
      files.map((file) =>
        linkFile(join(reportFolder(directory), file), join(reportFolder(run.directory), file)),
      ),
    );
    if (!linked.every(Boolean)) continue;
    const reports = run.program.reports.map((report, at) => ({
      name: report.name,
      path: join(reportFolder(run.directory), pictures[at]!),
    }));
    return { reports, run: name, page };
  }
  return null;
}

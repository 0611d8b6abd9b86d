import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile } from '../package-root.js';
import { writeFileAtomically, type OpenedRun } from '../runtime/index.js';
import { renderRunPage } from './render/index.js';
import { readRunPage } from './read-run-page.js';

/** The page's file in the run's folder. */
export const PAGE_FILE = 'report.html';

/** The script of the page, as the build made it. */
export const pageScript = (): Promise<string> => readFile(packageFile('dist/bin/page/run-page.js'), 'utf8');

/** The page of a run, whole: one HTML file that needs nothing else. */
export async function runPageHtml(run: OpenedRun, now = Date.now()): Promise<string> {
  return renderRunPage(await readRunPage(run), { script: await pageScript(), now });
}

/** Writes the page of a run into its folder, or elsewhere; returns its path. */
export async function writeRunPage(run: OpenedRun, path = join(run.directory, PAGE_FILE)): Promise<string> {
  await writeFileAtomically(path, await runPageHtml(run));
  return path;
}

/** Reads from a run's folder what its page shows. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRun } from '../runtime/index.js';
import type { Program } from '../compiler/index.js';
import type { PagePicture, PageReport, PhaseHistory, RunPage } from './render/index.js';

/** Bytes of pictures in a page, as text: with scripts and texts the page stays below 5 MB. */
const PICTURE_BUDGET = 3_600_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = { png: 'image/png', svg: 'image/svg+xml' };

export async function readRunPage(run: OpenedRun): Promise<RunPage> {
  const { manifest, program, directory } = run;
  return {
    manifest,
    program,
    histories: await readHistories(run),
    reports: await readReports(program, directory, embedded(PICTURE_BUDGET)),
    graphText: await readTextOrNull(join(directory, 'graph.yaml')),
    running: [],
  };
}

/** The epochs of each phase; a phase that is not finished, or whose result is gone, has those that were logged. */
async function readHistories(run: OpenedRun): Promise<PhaseHistory[]> {
  return Promise.all(
    run.manifest.phases.map(async ({ name }) => ({
      phase: name,
      epochs: await run.history(name).catch(() => []),
    })),
  );
}

/** What becomes of a picture's bytes: the source of an image, or null if it is not shown. */
export type PictureSource = (file: string, path: string, bytes: number) => Promise<string | null>;

/** Pictures as `data:` in the order in which they are asked for, while there is room. */
export function embedded(budget: number): PictureSource {
  let left = budget;
  return async (file, path, bytes) => {
    const length = Math.ceil(bytes / 3) * 4;
    if (length > left) return null;
    left -= length;
    const content = await readFile(path);
    return `data:${MEDIA_TYPES[extensionOf(file)]!};base64,${content.toString('base64')}`;
  };
}

const extensionOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1);

/** The pictures of the graph's reports: `NAME.png`, `NAME.svg`, and further pages `NAME-2.png`. */
export async function readReports(
  program: Program,
  directory: string,
  source: PictureSource,
): Promise<PageReport[]> {
  const folder = join(directory, 'report');
  const files = (await readdir(folder).catch(() => [] as string[])).sort(
    new Intl.Collator('en', { numeric: true }).compare,
  );
  const reports: PageReport[] = [];
  for (const { name } of program.reports) {
    const pictures: PagePicture[] = [];
    for (const file of files.filter((one) => isPictureOf(name, one))) {
      const path = join(folder, file);
      const bytes = (await stat(path)).size;
      pictures.push({ file: `report/${file}`, source: await source(file, path, bytes), bytes });
    }
    reports.push({ name, pictures });
  }
  return reports;
}

function isPictureOf(name: string, file: string): boolean {
  if (!file.startsWith(name)) return false;
  return /^(?:-\d+)?\.(?:png|svg)$/.test(file.slice(name.length));
}

async function readTextOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

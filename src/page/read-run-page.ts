/** Reads from a run's folder what its page shows. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRun } from '../runtime/index.js';
import type { Program } from '../compiler/index.js';
import { curvesOfPhase, readReportData, type PhaseCurves, type ReportData } from '../report/index.js';
import { isDrawn, type PagePicture, type PageReport, type RunPage } from './render/index.js';
import { epochsInLines } from './read-metrics-file.js';
import { thinCurves } from './thin-curves.js';

/** Bytes of pictures in a page, as text: with scripts and texts the page stays below 5 MB. */
const PICTURE_BUDGET = 3_600_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = { png: 'image/png', svg: 'image/svg+xml' };

export async function readRunPage(run: OpenedRun): Promise<RunPage> {
  const { manifest, program, directory } = run;
  return {
    manifest,
    program,
    curves: await readCurves(run),
    reports: await readReports(program, directory, embedded(PICTURE_BUDGET)),
    graphText: await readTextOrNull(join(directory, 'graph.yaml')),
    running: [],
  };
}

/** The learning curves of each phase; a phase that is not finished, or whose result is gone, has what was logged. */
async function readCurves({ program, manifest, directory, history }: OpenedRun): Promise<PhaseCurves[]> {
  const logged = epochsInLines((await readTextOrNull(join(directory, 'metrics.jsonl'))) ?? '');
  const records = new Map(manifest.phases.map((record) => [record.name, record]));
  const planned = program.phases.filter(({ name }) => records.has(name));
  return Promise.all(
    planned.map(async (phase) => {
      const { kept, stopped } = records.get(phase.name)!;
      const stored = await history(phase.name).catch(() => []);
      const epochs = stored.length > 0 ? stored : (logged.get(phase.name) ?? []);
      return thinCurves(curvesOfPhase(phase, { epochs, kept, stopped: stopped?.epoch ?? null }));
    }),
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

/** The graph's reports: `NAME.json`, and pictures, `NAME.png`, `NAME.svg`, and further pages `NAME-2.png`. */
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
    const text = files.includes(`${name}.json`) ? await readTextOrNull(join(folder, `${name}.json`)) : null;
    const data = text === null ? null : readReportData(text);
    const pictures: PagePicture[] = [];
    // What the page draws itself needs no picture.
    for (const file of isDrawn(data) || data?.kind === 'curves' ? [] : files) {
      if (!isPictureOf(name, file)) continue;
      const path = join(folder, file);
      const bytes = (await stat(path)).size;
      pictures.push({ file: `report/${file}`, source: await source(file, path, bytes), bytes });
    }
    reports.push({ name, data: data && withoutSheets(data), pictures });
  }
  return reports;
}

/** Images of a report are shown by its pictures; a plane's are shown under the pointer. */
function withoutSheets(data: ReportData): ReportData {
  if (data.kind === 'rows' || data.kind === 'translations') return { ...data, rows: [] };
  if (data.kind === 'mispredictions') return { ...data, sheet: null, shown: [] };
  return 'sheet' in data && data.sheet !== null ? { ...data, sheet: { ...data.sheet, url: '' } } : data;
}

function isPictureOf(name: string, file: string): boolean {
  if (!file.startsWith(name)) return false;
  return /^(?:-\d+)?\.(?:png|svg)$/.test(file.slice(name.length));
}

async function readTextOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

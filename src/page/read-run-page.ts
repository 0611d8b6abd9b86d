/** Reads from a run's folder what its page shows. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRun, PhaseRecord } from '../runtime/index.js';
import type { Phase, Program } from '../compiler/index.js';
import { curvesOfPhase, readReportData, type PhaseCurves, type ReportData } from '../report/index.js';
import { isDrawn, type PagePicture, type PageReport, type RunPage } from './render/index.js';
import { epochsInLines } from './read-metrics-file.js';
import { readSeedCurves } from './read-seed-curves.js';
import { readTextOrNull } from './read-text-or-null.js';
import { thinCurves } from './thin-curves.js';

/** Bytes of pictures in a page, as text: with scripts and texts the page stays below 5 MB. */
const PICTURE_BUDGET = 3_600_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = { png: 'image/png', svg: 'image/svg+xml' };

export async function readRunPage(run: OpenedRun): Promise<RunPage> {
  const { manifest, program, directory } = run;
  const curves = await readCurves(run);
  return {
    manifest,
    program,
    curves,
    seedCurves: await readSeedCurves(run, curves),
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
      const stored = await history(phase.name).catch(() => []);
      const epochs = stored.length > 0 ? stored : (logged.get(phase.name) ?? []);
      return curvesOfRecord(phase, records.get(phase.name)!, epochs);
    }),
  );
}

/** The curves of a phase as the page has them. */
export const curvesOfRecord = (
  phase: Phase,
  { kept, stopped }: PhaseRecord,
  epochs: PhaseCurves['epochs'],
): PhaseCurves => thinCurves(curvesOfPhase(phase, { epochs, kept, stopped: stopped?.epoch ?? null }));

/** What becomes of a picture's bytes: the source of an image, or null if it is not shown. */
export type PictureSource = (
  file: string,
  path: string,
  found: { size: number; mtimeMs: number },
) => Promise<string | null>;

/** Room in a page, which is taken in the order in which it is asked for. */
export interface PageRoom {
  picture: PictureSource;
  /** Takes so many bytes, if they are there. */
  take(bytes: number): boolean;
}

/** Pictures as `data:`, while there is room. */
export function embedded(budget: number): PageRoom {
  let left = budget;
  const take = (bytes: number): boolean => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  return {
    take,
    async picture(file, path, { size }) {
      if (!take(Math.ceil(size / 3) * 4)) return null;
      const content = await readFile(path);
      return `data:${MEDIA_TYPES[extensionOf(file)]!};base64,${content.toString('base64')}`;
    },
  };
}

const extensionOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1);

/** The graph's reports: `NAME.json`, and pictures, `NAME.png`, `NAME.svg`, and further pages `NAME.page-2.png`. */
export async function readReports(
  program: Program,
  directory: string,
  room: PageRoom,
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
      const found = await stat(path);
      pictures.push({
        file: `report/${file}`,
        source: await room.picture(file, path, found),
        bytes: found.size,
      });
    }
    reports.push({ name, data: data && fitted(data, room), pictures });
  }
  return reports;
}

/** Images of a report are shown by its pictures; a plane's are shown under the pointer, if there is room for them. */
function fitted(data: ReportData, room: PageRoom): ReportData {
  if (data.kind === 'plane' && data.thumbnails && !room.take(data.thumbnails.url.length)) {
    const note = 'The images of its points do not fit into this page: they are in the run’s folder.';
    return { ...data, thumbnails: null, notes: [...data.notes, note] };
  }
  if (data.kind === 'rows' || data.kind === 'translations') return { ...data, rows: [] };
  if (data.kind === 'mispredictions') return { ...data, sheet: null, shown: [] };
  return 'sheet' in data && data.sheet !== null ? { ...data, sheet: { ...data.sheet, url: '' } } : data;
}

function isPictureOf(name: string, file: string): boolean {
  if (!file.startsWith(name)) return false;
  return /^(?:\.page-\d+)?\.(?:png|svg)$/.test(file.slice(name.length));
}

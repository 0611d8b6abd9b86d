/** A run that goes on, as its page shows it: read again from its folder, as much as has changed. */
import { join } from 'node:path';
import { epochOfLine, curvesOfRecord, readReports, type RunningPhase, type RunPage } from '../page/index.js';
import type { PhaseCurves } from '../report/index.js';
import { isFinished, loadRun, readManifest, type OpenedRun } from '../runtime/index.js';
import { createEpochSeries, type EpochSeries } from './epoch-series.js';
import { readProgress } from './progress-file.js';
import { tailFile } from './tail-file.js';

export interface FollowedRun {
  run: OpenedRun;
  /** The page as it is now. */
  page(): Promise<RunPage>;
  /** Whether the process that trains it has still something to do, as far as its folder says. */
  goesOn(): Promise<boolean>;
}

export interface FollowOptions {
  /** The source of a picture on the live page, by its file's name and its time of change. */
  picture(file: string, changed: number): string;
  /** What trains now, for the process that knows it; by default what the folder says. */
  running?(): RunningPhase[];
}

export function followRun(opened: OpenedRun, { picture, running }: FollowOptions): FollowedRun {
  let run = opened;
  const { directory, program } = opened;
  const logged = new Map<string, EpochSeries>();
  /** Curves of finished phases, which don't change any more. */
  const finished = new Map<string, PhaseCurves>();
  let loadedFor = finishedNames(opened.manifest);
  const tail = tailFile(
    join(directory, 'metrics.jsonl'),
    (line) => {
      const read = epochOfLine(line);
      if (!read) return;
      let series = logged.get(read.phase);
      if (!series) logged.set(read.phase, (series = createEpochSeries()));
      series.add(read.epoch);
    },
    () => logged.clear(),
  );

  /** A run whose folder was deleted has no record any more. */
  let isThere = true;
  async function refresh(): Promise<void> {
    const read = await readManifest(directory, run.manifest.run);
    isThere = read !== null;
    if (read && 'manifest' in read) {
      const { manifest } = read;
      const names = finishedNames(manifest);
      // The histories of phases that have been finished since are in artifacts that only a new look finds.
      run =
        names === loadedFor
          ? { ...run, manifest }
          : await loadRun(run.store, manifest.run).catch(() => ({ ...run, manifest }));
      loadedFor = names;
    }
    await tail.read();
  }

  async function curves(): Promise<PhaseCurves[]> {
    const records = new Map(run.manifest.phases.map((record) => [record.name, record]));
    const all: PhaseCurves[] = [];
    for (const phase of program.phases) {
      const record = records.get(phase.name);
      if (!record) continue;
      const known = finished.get(phase.name);
      if (known) {
        all.push(known);
        continue;
      }
      const stored = isFinished(record.status) ? await run.history(phase.name).catch(() => []) : [];
      const made = curvesOfRecord(
        phase,
        record,
        stored.length > 0 ? stored : (logged.get(phase.name)?.epochs() ?? []),
      );
      if (stored.length > 0) finished.set(phase.name, made);
      all.push(made);
    }
    return all;
  }

  /** One reading at a time. */
  let reading: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(read: () => Promise<T>): Promise<T> => {
    const next = reading.then(read, read);
    reading = next.catch(() => undefined);
    return next;
  };

  return {
    get run() {
      return run;
    },
    page: () =>
      inTurn(async () => {
        await refresh();
        return {
          manifest: run.manifest,
          program,
          curves: await curves(),
          seedCurves: [],
          reports: await readReports(program, directory, {
            take: () => true,
            picture: (file, _, { mtimeMs }) => Promise.resolve(picture(file, Math.round(mtimeMs))),
          }),
          graphText: null,
          running: running?.() ?? (await readProgress(directory)) ?? [],
        };
      }),
    goesOn: () =>
      inTurn(async () => {
        await refresh();
        if (!isThere) return false;
        return run.manifest.status === 'running' || (await readProgress(directory)) !== null;
      }),
  };
}

const finishedNames = ({ phases }: OpenedRun['manifest']): string =>
  JSON.stringify(phases.filter(({ status }) => isFinished(status)).map(({ name }) => name));

/** What other programs are told of a run. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinished, type EpochRecord, type OpenedRun } from '../runtime/index.js';

/** Something that was chosen for a run. */
export interface Setting {
  name: string;
  value: number | string | boolean;
}

export interface RunFacts {
  run: string;
  graph: string;
  status: OpenedRun['manifest']['status'];
  startedMs: number;
  endedMs: number;
  settings: Setting[];
  /** Phases that are finished. */
  phases: { name: string; epochs: (EpochRecord & { ms: number })[]; endedMs: number }[];
  evaluations: { name: string; value: number }[];
}

export async function runFacts(run: OpenedRun): Promise<RunFacts> {
  const { manifest } = run;
  const startedMs = Date.parse(manifest.started);
  const endedMs = manifest.ended === null ? startedMs + manifest.seconds * 1000 : Date.parse(manifest.ended);
  const finished = manifest.phases.filter(({ status }) => isFinished(status));
  return {
    run: manifest.run,
    graph: manifest.graph,
    status: manifest.status,
    startedMs,
    endedMs,
    settings: settingsOf(run),
    phases: await Promise.all(
      finished.map(async ({ name, ended }) => {
        const phaseEndedMs = ended === undefined ? endedMs : Date.parse(ended);
        return {
          name,
          epochs: withTimes(await run.history(name), phaseEndedMs),
          endedMs: phaseEndedMs,
        };
      }),
    ),
    evaluations: manifest.evaluations.map(({ name, value }) => ({ name, value })),
  };
}

/** When each epoch ended, counted back from the end; those of earlier runs as if they had gone on without a break. */
function withTimes(epochs: readonly EpochRecord[], endedMs: number): (EpochRecord & { ms: number })[] {
  let ms = endedMs - epochs.reduce((sum, { seconds }) => sum + seconds, 0) * 1000;
  return epochs.map((epoch) => ({ ...epoch, ms: (ms += epoch.seconds * 1000) }));
}

/** Parameters, then what else the command said. A parameter named as one of those has the name that it has. */
function settingsOf({ manifest }: OpenedRun): Setting[] {
  const { params, seed, engine, invocation } = manifest;
  const plain = (value: unknown): Setting['value'] =>
    typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
      ? value
      : JSON.stringify(value);
  const settings = new Map<string, Setting['value']>([
    ['seed', seed],
    ['engine', engine.name],
    ['profile', invocation?.profile ?? ''],
  ]);
  for (const override of invocation?.overrides ?? []) {
    const at = override.indexOf('=');
    const [name, text] = [override.slice(0, at), override.slice(at + 1)];
    settings.set(name, text !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
  }
  for (const { name, value } of params) settings.set(name, plain(value));
  if (settings.get('profile') === '') settings.delete('profile');
  return [...settings].map(([name, value]) => ({ name, value }));
}

export interface Picture {
  /** `report/samples.png` */
  path: string;
  name: string;
  bytes: Buffer;
}

/** The pictures of a run's reports; none where there are none. */
export async function picturesOf({ directory }: OpenedRun): Promise<Picture[]> {
  const folder = join(directory, 'report');
  const files = await readdir(folder).catch(() => []);
  return Promise.all(
    files
      .filter((file) => /\.(?:png|svg)$/.test(file))
      .sort()
      .map(async (file) => ({
        path: `report/${file}`,
        name: file.replace(/\.\w+$/, ''),
        bytes: await readFile(join(folder, file)),
      })),
  );
}

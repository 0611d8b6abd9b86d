/** Random stores on disk: runs that share phases, courses and values, some deleted, some unfinished. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { compile } from '../../../src/index.js';
import type { ArtifactFacts, StoreFacts } from '../../../src/runtime/maintenance/reachable.js';
import type { RunNeeds } from '../../../src/runtime/maintenance/run-needs.js';
import { createRunRecord } from '../../../src/runtime/run/begin-run.js';
import { saveManifest, type Manifest, type PhaseRecord } from '../../../src/runtime/run/manifest.js';
import {
  openStore,
  saveArtifact,
  saveCheckpoint,
  sha256,
  STORE_FORMAT,
  storedName,
  type Store,
} from '../../../src/runtime/store/index.js';
import { progress, tensors } from '../store/store-fixtures.js';

const program = compile(`lagraph: 1
name: g
data: {mnist: {source: mnist}}
networks: {n: {input: [28, 28, 1], layers: [Flatten, {Dense: 1}]}}
plan:
  p:
    train: n
    on: {data: mnist, epochs: 1}
    loss: mean_squared_error(0 * n(image), n(image))
    optimizer: {Adam: 0.001}
`);

/** Keys begin with the course: 44 digits of 64. */
const keyOf = (course: number, whole: number): string =>
  sha256([`course ${course}`]).slice(0, 44) + sha256([`whole ${whole}`]).slice(0, 20);

const tensorsOf = (course: number, whole: number): string => sha256([`tensors ${course} ${whole}`]);
const sourceHash = (source: number): string => sha256([`source ${source}`]);
const valueKey = (value: number): string => sha256([`value ${value}`]);

interface PhaseModel {
  course: number;
  whole: number;
  /** Whether the result is recorded; otherwise it may have been written nevertheless, or there are checkpoints alone. */
  state: 'recorded' | 'written' | 'begun';
}

interface RunModel {
  phases: PhaseModel[];
  source: number;
  evaluations: number[];
}

interface ValueModel {
  kind: 'evaluation' | 'wires' | 'figure';
  parents: { course: number; whole: number }[];
  sources: number[];
}

export interface StoreModel {
  runs: (RunModel & { deleted: boolean })[];
  values: ValueModel[];
  strays: { course: number; whole: number }[];
}

const small = fc.integer({ min: 0, max: 3 });
const place = fc.record({ course: small, whole: small });

export const storeModels: fc.Arbitrary<StoreModel> = fc.record({
  runs: fc.array(
    fc.record({
      phases: fc.array(
        fc.record({
          course: small,
          whole: small,
          state: fc.constantFrom('recorded' as const, 'written' as const, 'begun' as const),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      source: small,
      evaluations: fc.array(small, { maxLength: 2 }),
      deleted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  values: fc.array(
    fc.record({
      kind: fc.constantFrom('evaluation' as const, 'wires' as const, 'figure' as const),
      parents: fc.array(place, { maxLength: 2 }),
      sources: fc.array(small, { maxLength: 2 }),
    }),
    { minLength: 4, maxLength: 6 },
  ),
  strays: fc.array(place, { maxLength: 3 }),
});

const idOf = (key: string) => storedName(key, ['tfjs']);
const courseId = (course: number) => `${keyOf(course, 0).slice(0, 44)}.tfjs`;

/** What of a store the runs that are not deleted need; worked out from the model, not from what is on disk. */
export function neededBy({ runs, values, strays }: StoreModel): {
  artifacts: Set<string>;
  checkpoints: Set<string>;
} {
  const kept = runs.filter(({ deleted }) => !deleted);
  const phases = kept.flatMap((run) => run.phases);
  const written = [...runs.flatMap((run) => run.phases.filter(({ state }) => state !== 'begun')), ...strays];
  const results = written.filter(({ course, whole }) =>
    phases.some(
      (phase) =>
        (phase.state === 'recorded' && phase.course === course && phase.whole === whole) ||
        (phase.state !== 'recorded' && phase.course === course),
    ),
  );
  const isResult = (one: { course: number; whole: number }) =>
    results.some(({ course, whole }) => course === one.course && whole === one.whole);
  const needed = values.flatMap(({ parents, sources }, at) => {
    const isNamed = kept.some(({ evaluations }) => evaluations.includes(at));
    const isComputed =
      kept.length > 0 &&
      parents.every(isResult) &&
      sources.every((source) => kept.some((run) => run.source === source));
    return isNamed || isComputed ? [idOf(valueKey(at))] : [];
  });
  return {
    artifacts: new Set([...results.map(({ course, whole }) => idOf(keyOf(course, whole))), ...needed]),
    checkpoints: new Set(phases.map(({ course }) => courseId(course))),
  };
}

/** The same store as the facts that are read from it. */
export function factsOf(model: StoreModel): { runs: RunNeeds[]; facts: StoreFacts } {
  const phases = [...model.runs.flatMap((run) => run.phases), ...model.strays];
  const written = phases.filter((phase) => !('state' in phase) || phase.state !== 'begun');
  const results = new Map(
    written.map(({ course, whole }): [string, ArtifactFacts] => [
      keyOf(course, whole),
      {
        id: idOf(keyOf(course, whole)),
        described: {
          kind: 'phase',
          isCurrent: true,
          parents: [],
          sources: [],
          networks: [tensorsOf(course, whole)],
        },
      },
    ]),
  );
  const values = model.values.map(({ kind, parents, sources }, at): ArtifactFacts => ({
    id: idOf(valueKey(at)),
    described: {
      kind,
      isCurrent: true,
      parents: parents.map(({ course, whole }) => tensorsOf(course, whole)),
      sources: sources.map(sourceHash),
      networks: [],
    },
  }));
  return {
    runs: model.runs
      .filter(({ deleted }) => !deleted)
      .map(({ phases: own, evaluations, source }, at) => ({
        run: `run${at}`,
        isLiving: false,
        format: STORE_FORMAT,
        phases: own.map(({ course, whole, state }) => ({
          key: keyOf(course, whole),
          artifact: state === 'recorded' ? idOf(keyOf(course, whole)) : null,
        })),
        evaluations: evaluations.map(valueKey),
        weights: [],
        sources: [sourceHash(source)],
      })),
    facts: {
      artifacts: [...results.values(), ...values],
      checkpoints: [...new Set(phases.map(({ course }) => courseId(course)))],
      locks: [],
    },
  };
}

const engine = { name: 'tfjs', version: 'x', numerics: 'x', threads: 1 };

async function writePhase(store: Store, { course, whole }: { course: number; whole: number }): Promise<void> {
  await saveArtifact(
    store,
    {
      key: keyOf(course, whole),
      kind: 'phase',
      name: 'p',
      made: '2026-01-01T00:00:00.000Z',
      lagraph: '0',
      engine,
      seconds: 1,
      simulated: false,
      inputs: { fingerprint: 'f', sources: [], parents: [] },
      networks: [{ name: 'n', weights: ['a/kernel'], sha256: tensorsOf(course, whole) }, null],
      epochs: [],
      metrics: {},
    },
    tensors(course),
  );
}

/** Writes a store by the functions that write stores; returns the names of its runs. */
export async function writeStore(store: Store, { runs, values, strays }: StoreModel): Promise<string[]> {
  for (const phase of [...runs.flatMap((run) => run.phases), ...strays]) {
    if (!('state' in phase) || phase.state !== 'begun') await writePhase(store, phase);
    await saveCheckpoint(store, courseId(phase.course), 1, { progress: progress(1), tensors: tensors(1) });
  }
  for (const [at, { kind, parents, sources }] of values.entries()) {
    await saveArtifact(
      store,
      {
        key: valueKey(at),
        kind,
        name: `v${at}`,
        made: '2026-01-01T00:00:00.000Z',
        lagraph: '0',
        engine,
        seconds: 1,
        simulated: false,
        inputs: {
          fingerprint: 'f',
          sources: sources.map(sourceHash),
          parents: parents.map(({ course, whole }) => tensorsOf(course, whole)),
        },
        epochs: [],
        metrics: { value: at },
      },
      null,
    );
  }
  const names: string[] = [];
  for (const [at, run] of runs.entries()) names.push(await writeRun(store, run, at));
  return names;
}

async function writeRun(
  store: Store,
  { phases, source, evaluations }: RunModel,
  at: number,
): Promise<string> {
  const { manifest } = await createRunRecord(store, program, {
    startedAtMs: Date.parse('2026-01-01T00:00:00Z') + at * 1000,
    jobs: 1,
    engine: { ...engine, device: 'CPU' } as Manifest['engine'],
    data: [],
    sources: [{ name: 'mnist', hash: sourceHash(source) }],
    simulated: false,
    phases: phases.map(({ course, whole, state }, index): PhaseRecord => {
      const key = keyOf(course, whole);
      const isRecorded = state === 'recorded';
      return {
        name: `p${index}`,
        key,
        artifact: isRecorded ? idOf(key) : null,
        after: [],
        status: isRecorded ? 'trained' : 'stopped',
        seconds: 1,
        epochs: 1,
        kept: 1,
        stopped: null,
        metrics: {},
        simulated: false,
      };
    }),
  });
  const isDone = phases.every(({ state }) => state === 'recorded');
  await saveManifest(store, {
    ...manifest,
    status: isDone ? 'done' : 'interrupted',
    ended: '2026-01-02T00:00:00.000Z',
    evaluations: evaluations.map((value) => ({
      name: `v${value}`,
      key: valueKey(value),
      value,
      expect: null,
      ok: true,
      cached: false,
      simulated: false,
    })),
  });
  return manifest.run;
}

export async function inTemporaryStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lagraph-random-store-'));
  try {
    return await work(openStore(directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

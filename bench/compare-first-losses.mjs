/**
 * Compares the engines' numerics: repeats the first steps of each phase of a run on each engine, from the weights of
 * the run's earlier phases, with the same batches and draws. The remaining differences are rounding errors.
 *
 *   npm run build && node bench/compare-first-losses.mjs --help
 */
import { availableParallelism } from 'node:os';
import { openRun } from '../dist/index.js';
import { openStore, removeCheckpoints, storedName } from '../dist/runtime/store/index.js';
import { datasetsOfPhase, prerequisitePhases } from '../dist/runtime/plan/artifact-keys.js';
import { createPhaseClock, TrainingStoppedError, trainPhase } from '../dist/runtime/trainer/index.js';
import { openDatasets } from '../dist/runtime/worker/open-datasets.js';
import { benchEngine } from './lagraph-step.mjs';
import { table } from './markdown-table.mjs';
import { readArguments } from './read-arguments.mjs';

const USAGE = `usage: node bench/compare-first-losses.mjs STORE --data DIR [options]

  --data DIR          where the data lie (LAGRAPH_DATA)
  --run NAME          a run of the store (latest)
  --engines A,B       which engines (onnx,tensorflow)
  --only PHASE,...    some of the phases
  --steps N           how many steps of each (10)
  --most X            how far the losses of two engines may be apart (1e-4)
  --shake             the first engine alone, once more from weights that are perturbed in their last two bits: a lower
                      bound for the difference of any two ways to round
  --json              one JSON object on standard output
  -h, --help          this

For example: npm run build && node bench/compare-first-losses.mjs .lagraph --data data

Exit 0: no two losses are farther apart. 1: some are. 2: wrong usage.`;

const { values: options, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    run: { type: 'string', default: 'latest' },
    data: { type: 'string', default: process.env.LAGRAPH_DATA },
    engines: { type: 'string', default: 'onnx,tensorflow' },
    steps: { type: 'string', default: '10' },
    most: { type: 'string', default: '1e-4' },
    only: { type: 'string' },
    shake: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [root] = positionals;
const steps = Number(options.steps);
const most = Number(options.most);
if (!root || !(steps > 0) || !(most > 0)) {
  console.error(USAGE);
  process.exit(2);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Units in the last place: about the effect of summing hundreds of numbers in another order. */
const ULPS = 4;

/**
 * The weights, perturbed by a few units in the last place, up and down in turn. Rounding alone can change the losses
 * as much.
 */
const shaken = (state) =>
  new Map(
    [...state].map(([name, { shape, data }]) => {
      const moved = data.slice();
      const bits = new Int32Array(moved.buffer);
      for (let at = 0; at < bits.length; at++) if (moved[at] !== 0) bits[at] += at % 2 === 0 ? ULPS : -ULPS;
      return [name, { shape, data: moved }];
    }),
  );

/** Wraps an engine to report the loss of each training step. */
const told = (engine, tell) => ({
  ...engine,
  async open(how) {
    const session = await engine.open(how);
    return {
      read: () => session.read(),
      write: (state) => session.write(engine.shake ? shaken(state) : state),
      close: () => session.close(),
      async prepare(step) {
        const prepared = await session.prepare(step);
        const trains = step.outputs.some(({ kind }) => kind === 'state');
        return {
          dispose: () => prepared.dispose(),
          async run(feeds) {
            const results = await prepared.run(feeds);
            if (trains) tell(mean(Array.from(results.loss)));
            return results;
          },
        };
      },
    };
  },
});

async function firstLosses(run, phase, engine, datasets) {
  const losses = [];
  const stop = new AbortController();
  const store = openStore(run.store);
  const course = `first-losses-${process.pid}`;
  const artifacts = new Map(run.manifest.phases.map((one) => [one.name, one.artifact]));
  try {
    await trainPhase({
      program: run.program,
      phase,
      course,
      choice: { engine: engine.name, only: true },
      figures: [],
      artifacts: Object.fromEntries(prerequisitePhases(phase).map((name) => [name, artifacts.get(name)])),
      store,
      engine: told(engine, (loss) => {
        losses.push(loss);
        if (losses.length === steps) stop.abort();
      }),
      threads: availableParallelism(),
      datasets,
      clock: createPhaseClock(),
      emit: () => undefined,
      stop: stop.signal,
    });
  } catch (error) {
    if (!(error instanceof TrainingStoppedError)) throw error;
  } finally {
    await removeCheckpoints(store, storedName(course, [engine.name]));
  }
  return losses.slice(0, steps);
}

const run = await openRun(root, options.run);
const named = options.engines.split(',');
const engines = await Promise.all(named.map(async (name) => ({ ...(await benchEngine(name)), name })));
const [first] = engines;
const taken = options.shake
  ? [...engines, { ...first, name: `${first.name}, shaken`, shake: true }]
  : engines;
const rows = [];
const wanted = options.only?.split(',');
for (const phase of run.program.phases) {
  if (wanted && !wanted.includes(phase.name)) continue;
  const hashes = run.manifest.data.filter(({ name }) => datasetsOfPhase(phase).includes(name));
  const datasets = await openDatasets(
    { program: run.program, data: { ...(options.data ? { directory: options.data } : {}) } },
    Object.fromEntries(hashes.map(({ name, hash }) => [name, hash])),
    (message) => console.error(message),
  );
  const losses = {};
  for (const engine of taken) {
    losses[engine.name] = await firstLosses(run, phase, engine, datasets);
    console.error(`${phase.name}, ${engine.name}: ${losses[engine.name].map((x) => x.toFixed(5)).join(' ')}`);
  }
  const all = named.map((name) => losses[name]);
  const apart = Math.max(
    ...all[0].map((_, i) => Math.max(...all.map((l) => l[i])) - Math.min(...all.map((l) => l[i]))),
  );
  const moved = losses[`${first.name}, shaken`];
  const shaking = moved ? Math.max(...all[0].map((loss, i) => Math.abs(loss - moved[i]))) : null;
  rows.push({ phase: phase.name, steps: all[0].length, losses, apart, shaking });
}
if (options.json) console.log(JSON.stringify({ engines: engines.map(({ version }) => version), rows }));
else {
  console.log(
    table(
      [
        'phase',
        ...named.map((name) => `${name}, last loss`),
        'apart at most',
        ...(options.shake ? [`${first.name} shaken, apart`] : []),
      ],
      rows.map(({ phase, losses, apart, shaking }) => [
        phase,
        ...named.map((name) => losses[name].at(-1).toFixed(6)),
        apart.toExponential(1),
        ...(shaking === null ? [] : [shaking.toExponential(1)]),
      ]),
    ),
  );
}
process.exitCode = rows.every(({ apart, steps: taken }) => apart <= most && taken === steps) ? 0 : 1;
// Threads of native libraries may keep the process alive.
process.exit();

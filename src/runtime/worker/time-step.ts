/** The time that an engine takes for a training step, on noise in place of data. */
import type { Phase, Program } from '../../compiler/index.js';
import { shapeSize } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { declareState, type StepProgram } from '../capture/index.js';
import type { Engine, StateTensor, StepFeeds, TensorData } from '../engines/index.js';

/** Steps before those that are counted: an engine may allocate and choose kernels in them. */
const WARM_UP_STEPS = 2;
const MIN_STEPS = 3;
const MAX_STEPS = 40;
/** Once there are MIN_STEPS, no more are taken than fit into this time. */
const ENOUGH_MS = 400;
/** Slow steps are not repeated beyond this time: on a busy machine, a comparison would take minutes. */
const MOST_MS = 1500;
/**
 * Milliseconds of a training step, the median of several: of steps that are computed beside other programs, the least says how
 * long one takes that happened not to be disturbed.
 *
 * @param limit if a step takes longer than so many milliseconds, it is not measured further
 */
export async function timeStep(
  engine: Engine,
  { program, phase, step, threads }: { program: Program; phase: Phase; step: StepProgram; threads: number },
  limit = Infinity,
): Promise<number> {
  const session = await engine.open({ threads, ...(phase.precision ? { precision: phase.precision } : {}) });
  try {
    await session.write(await noisyState(program, phase));
    const prepared = await session.prepare(step);
    const feeds = noisyFeeds(step);
    const times: number[] = [];
    let spent = 0;
    for (let steps = 0; steps < MAX_STEPS + WARM_UP_STEPS; steps++) {
      const begun = performance.now();
      await prepared.run(feeds);
      const ms = performance.now() - begun;
      const counted = steps - WARM_UP_STEPS + 1;
      if (counted < 1 && ms < ENOUGH_MS) continue;
      times.push(ms);
      spent += ms;
      if (Math.min(...times) > limit && steps > 0) break;
      // The first step of all may allocate, so that it is not the only one.
      if (steps > 0 && spent >= MOST_MS) break;
      if (counted >= MIN_STEPS && spent >= ENOUGH_MS) break;
    }
    times.sort((a, b) => a - b);
    return (times[(times.length - 1) >> 1]! + times[times.length >> 1]!) / 2;
  } finally {
    await session.close();
  }
}

/** Numbers between 0 and 1 that look random; the same each time. */
const noise = (at: number): number => {
  const value = Math.sin(at * 12.9898 + 1) * 43758.5453;
  return value - Math.floor(value);
};

/** The state that a phase begins with; noise for weights. */
async function noisyState(program: Program, phase: Phase): Promise<Map<string, StateTensor>> {
  const state = new Map<string, StateTensor>();
  for (const { name, shape, start } of await declareState(program, phase)) {
    const length = shapeSize(shape);
    const data =
      start === null
        ? Float32Array.from({ length }, (_, at) => (noise(at) - 0.5) * 0.1)
        : new Float32Array(length).fill(start);
    state.set(name, { shape, data });
  }
  return state;
}

/** A batch: fields between 0 and 1, which are also valid class numbers, and draws of their kinds. */
function noisyFeeds({ inputs, values }: StepProgram): StepFeeds {
  const feeds = nullPrototypeRecord<TensorData | number>();
  for (const input of inputs) {
    if (input.kind === 'state') continue;
    const { shape, dtype } = values[input.value]!;
    const length = shapeSize(shape);
    if (input.kind === 'scalar') feeds[input.name] = 0.001;
    else if (input.kind === 'draw' && input.draw.kind === 'bytes')
      feeds[input.name] = Uint8Array.from({ length }, (_, at) => Math.floor(noise(at) * 256));
    else if (input.kind === 'draw' && input.draw.kind === 'permutation')
      feeds[input.name] = Int32Array.from({ length }, (_, at) => at % (shape.at(-1) ?? 1));
    else if (dtype === 'int32') feeds[input.name] = new Int32Array(length);
    else if (dtype === 'bool') feeds[input.name] = new Uint8Array(length);
    else feeds[input.name] = Float32Array.from({ length }, (_, at) => noise(at));
  }
  return feeds;
}

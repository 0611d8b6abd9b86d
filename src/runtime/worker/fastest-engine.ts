/** Selects the fastest engine by a benchmark (a training step of a small classifier), cached per machine. */
import { shapeSize } from '../../vocabulary/index.js';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import {
  cacheDirectory,
  encodeChecksummedJson,
  decodeChecksummedJson,
  writeFileAtomically,
} from '../store/index.js';
import { captureStep, type StepProgram } from '../capture/index.js';
import type { Engine, StateTensor } from '../engines/index.js';
import { DEFAULT_ENGINE, type NoticeHandler } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { createEngine } from './engine-factories.js';

/** Engines that are compared. tfjs in pure JavaScript is never the fastest. */
const CANDIDATE_ENGINES = ['onnx', 'tensorflow'] as const;

const BATCH = 64;
const STEPS = 12;
const WARMUP = 4;

interface EngineBenchmark {
  /** Conditions of the benchmark: with other versions or on another machine it is repeated. */
  of: Record<string, string>;
  /** Median milliseconds of a step. */
  ms: Record<string, number>;
}

/**
 * The name of the fastest engine. The benchmark is cached in lagraph's cache directory; a notice reports the choice.
 *
 * @param file where measurements are kept
 */
export async function fastestEngine(
  notice: NoticeHandler,
  file = join(cacheDirectory(), 'engines.json'),
): Promise<string> {
  const engines = await usableEngines(notice);
  const [only] = engines;
  if (only && engines.length === 1) {
    notice(`engine ${only.name}, the only one here that may be the quickest`, 'info');
    return only.name;
  }
  const of = {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: String(availableParallelism()),
    ...Object.fromEntries(engines.map(({ name, numerics }) => [name, numerics])),
  };
  const known = await readBenchmark(file);
  const same = known !== null && JSON.stringify(known.of) === JSON.stringify(of);
  const ms = same ? known.ms : await benchmarkEngines(engines, notice);
  if (!same) {
    await writeFileAtomically(file, encodeChecksummedJson({ of, ms } satisfies EngineBenchmark));
  }
  const name = chooseFastestEngine(ms);
  const figures = Object.entries(ms).map(([engine, time]) => `${engine} ${time.toFixed(1)} ms`);
  notice(
    `engine ${name}, chosen by measurement (a step of a small classifier: ${figures.join(', ')})`,
    'info',
  );
  return name;
}

/** Hysteresis: measurements vary, and switching the engine changes keys. */
const MARGIN = 0.9;

/** The default engine, unless another takes at most MARGIN of its time. */
export function chooseFastestEngine(stepMilliseconds: Readonly<Record<string, number>>): string {
  const [[name, least] = [DEFAULT_ENGINE, 0]] = Object.entries(stepMilliseconds).sort(
    ([, a], [, b]) => a - b,
  );
  const usual = stepMilliseconds[DEFAULT_ENGINE];
  return usual !== undefined && least > MARGIN * usual ? DEFAULT_ENGINE : name;
}

async function readBenchmark(file: string): Promise<EngineBenchmark | null> {
  try {
    return decodeChecksummedJson(await readFile(file)) as EngineBenchmark | null;
  } catch {
    return null;
  }
}

/** The available engines; a notice says why one is not available. */
async function usableEngines(notice: NoticeHandler): Promise<Engine[]> {
  const engines: Engine[] = [];
  for (const name of CANDIDATE_ENGINES) {
    try {
      engines.push(await createEngine(name));
    } catch (error) {
      notice(`engine ${name} is not used: ${(error as Error).message}`);
    }
  }
  return engines;
}

async function benchmarkEngines(
  engines: readonly Engine[],
  notice: NoticeHandler,
): Promise<Record<string, number>> {
  const ms = nullPrototypeRecord<number>();
  const program = await classifierStep();
  for (const engine of engines) {
    try {
      ms[engine.name] = await medianStepMilliseconds(engine, program);
    } catch (error) {
      notice(`engine ${engine.name} is not used: ${(error as Error).message}`);
    }
  }
  return ms;
}

/** Two convolutions with pooling, a dense layer, softmax, squared error, gradient descent: 64 images of 28 x 28. */
async function classifierStep(): Promise<StepProgram> {
  const tf = await import('@tensorflow/tfjs-core');
  return captureStep('quickest', BATCH, (tools) => {
    const [x, y] = [tools.field('x', [BATCH, 28, 28, 1]), tools.field('y', [BATCH, 10])];
    const weights = [
      tools.state('conv1', [3, 3, 1, 32]),
      tools.state('conv2', [3, 3, 32, 64]),
      tools.state('dense', [7 * 7 * 64, 10]),
    ] as const;
    const half = (image: Tensor, filter: Tensor) =>
      tf.maxPool(tf.relu(tf.conv2d(image as Tensor4D, filter as Tensor4D, 1, 'same')), 2, 2, 'valid');
    const loss = () => {
      const [conv1, conv2, dense] = weights;
      const flat = tf.reshape(half(half(x, conv1), conv2), [BATCH, -1]);
      return tf.mean(tf.sum(tf.squaredDifference(tf.softmax(tf.matMul(flat, dense)), y), 1));
    };
    const { value, gradients } = tools.gradients(loss, weights);
    const rate = tf.scalar(0.01);
    const updates = Object.fromEntries(
      ['conv1', 'conv2', 'dense'].map((name, at) => [
        name,
        tf.sub(weights[at]!, tf.mul(gradients[at]!, rate)),
      ]),
    );
    return { results: { loss: value }, state: updates };
  });
}

async function medianStepMilliseconds(engine: Engine, program: StepProgram): Promise<number> {
  const session = await engine.open({ threads: availableParallelism() });
  try {
    const noise = (length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898) * 0.1);
    const state = new Map<string, StateTensor>();
    for (const { kind, name, value } of program.inputs) {
      const { shape } = program.values[value]!;
      if (kind === 'state') state.set(name, { shape, data: noise(shapeSize(shape)) });
    }
    await session.write(state);
    const prepared = await session.prepare(program);
    const times: number[] = [];
    for (let step = 0; step < WARMUP + STEPS; step++) {
      const feeds = { x: noise(BATCH * 28 * 28), y: noise(BATCH * 10) };
      const begun = performance.now();
      await prepared.run(feeds);
      times.push(performance.now() - begun);
    }
    const counted = times.slice(WARMUP).sort((a, b) => a - b);
    return counted[counted.length >> 1]!;
  } finally {
    await session.close();
  }
}

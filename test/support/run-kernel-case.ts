import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { captureStep, type StepProgram } from '../../src/runtime/capture/index.js';
import type { Engine, TensorData } from '../../src/runtime/engines/index.js';
import type { KernelCase } from './kernel-cases.js';
import { noNotice } from './fail-on-notice.js';

const list = (made: tf.Tensor | tf.Tensor[]) => (Array.isArray(made) ? made : [made]);

/** The case as a program: fields `x0`, `x1` ..., results `y0`, `y1` ... Not optimized, so that every kernel remains. */
export function captureCase(one: KernelCase): StepProgram {
  return captureStep(one.name, one.inputs[0]?.shape[0] ?? 1, (tools) => {
    const inputs = one.inputs.map(({ shape, dtype }, at) => tools.field(`x${at}`, shape, dtype));
    const results = list(one.build(...inputs)).map((tensor, at): [string, tf.Tensor] => [`y${at}`, tensor]);
    return { results: Object.fromEntries(results) };
  });
}

/** The results of the case on an engine. */
export async function runCase(engine: Engine, program: StepProgram, one: KernelCase): Promise<TensorData[]> {
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    const prepared = await session.prepare(program);
    const results = await prepared.run(
      Object.fromEntries(one.inputs.map(({ data }, at) => [`x${at}`, data])),
    );
    await prepared.dispose();
    return Object.keys(results).map((_, at) => results[`y${at}`] as TensorData);
  } finally {
    await session.close();
  }
}

/** The results of the case from tfjs itself on its current backend, with other inputs if given. */
export function computeCase(
  one: KernelCase,
  data: readonly TensorData[] = one.inputs.map((x) => x.data),
): TensorData[] {
  return tf.tidy(() => {
    const inputs = one.inputs.map(({ shape, dtype }, at) => tf.tensor(data[at] as TensorData, shape, dtype));
    return list(one.build(...inputs)).map((tensor) => tensor.dataSync().slice() as TensorData);
  });
}

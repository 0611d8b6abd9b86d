/** Captures and runs single functions, without a graph around them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { captureStep, type CaptureTools, type StepProgram } from '../../src/runtime/capture/index.js';
import { tfjsEngine, type TensorData } from '../../src/runtime/engines/index.js';
import {
  functions,
  type RuleResult,
  type ResolvedArguments,
  type DType,
  type FunctionDefinition,
  type TensorType,
} from '../../src/vocabulary/index.js';

export { difference } from '../support/max-relative-difference.js';

export function functionNamed(name: string): FunctionDefinition {
  const definition = functions.get(name);
  if (!definition) throw new Error(`there is no function named ${name}`);
  return definition;
}

/** Options with all defaults filled in, as in a graph. */
export function filled(schema: { properties: object }, given: ResolvedArguments = {}): ResolvedArguments {
  const defaults: Record<string, unknown> = {};
  for (const [name, { default: fallback }] of Object.entries(schema.properties)) {
    if (fallback !== undefined) defaults[name] = fallback;
  }
  return { ...defaults, ...given };
}

/** `type('batch', 3)`: a tensor type, float32. */
export const type = (...shape: (number | 'batch')[]): TensorType => ({
  shape: shape.map((side) => (side === 'batch' ? null : side)),
  dtype: 'float32',
});

/** The output type that the function infers, or its error. */
export function outputOf(
  name: string,
  inputs: TensorType[],
  options: ResolvedArguments = {},
): RuleResult<TensorType> {
  const definition = functionNamed(name);
  return definition.output(inputs, filled(definition.options, options));
}

/** The function's value within a capture. Draws are inputs `draw0`, `draw1` ... */
export function call(
  tools: CaptureTools,
  name: string,
  inputs: readonly Tensor[],
  options: ResolvedArguments,
  shape: readonly number[],
): Tensor {
  const definition = functionNamed(name);
  let draws = 0;
  return definition.emit(inputs, filled(definition.options, options), {
    tf,
    shape,
    draw: ({ kind, shape: drawn }) => tools.draw({ kind, stream: `draw${draws++}`, per: 'step' }, drawn),
  });
}

/** Fields `x0` ..., result `y`; with `slopes`, the gradients of their product with `y` as `gradient0` ... */
export function functionProgram(
  name: string,
  inputs: readonly { shape: readonly number[]; dtype?: DType }[],
  options: ResolvedArguments,
  shape: readonly number[],
  slopes = false,
): StepProgram {
  return captureStep(name, inputs[0]?.shape[0] ?? 1, (tools) => {
    const given = inputs.map((one, at) => tools.field(`x${at}`, one.shape, one.dtype));
    if (!slopes) return { results: { y: call(tools, name, given, options, shape) } };
    const results: Record<string, Tensor> = {};
    const { gradients } = tools.gradients(() => {
      results.y = tools.hold(call(tools, name, given, options, shape));
      return tf.sum(tf.mul(results.y, tools.field('slopes', shape)));
    }, given);
    gradients.forEach((gradient, at) => {
      if (gradient) results[`gradient${at}`] = gradient;
    });
    return { results };
  });
}

/** Runs a program once on tfjs's JavaScript backend. */
export async function run(
  program: StepProgram,
  feeds: Readonly<Record<string, TensorData>>,
): Promise<Record<string, TensorData>> {
  const session = await tfjsEngine().open({ threads: 1 });
  try {
    return await (await session.prepare(program)).run(feeds);
  } finally {
    await session.close();
  }
}

/** Captures and runs single layers, without a graph around them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { captureStep, type CaptureTools, type StepProgram } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type StateTensor, type TensorData } from '../../../src/runtime/engines/index.js';
import {
  layers,
  type ResolvedArguments,
  type CallMode,
  type LayerDefinition,
} from '../../../src/vocabulary/index.js';

export { difference } from '../../support/max-relative-difference.js';

/** An array in the format of the Keras scripts. */
export interface Plain {
  shape: number[];
  data: number[];
}

export function layerNamed(name: string): LayerDefinition {
  const definition = layers.get(name);
  if (!definition) throw new Error(`there is no layer named ${name}`);
  return definition;
}

/** Arguments with all defaults filled in, as in a graph. */
export function filled(definition: LayerDefinition, given: ResolvedArguments): ResolvedArguments {
  const defaults: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(definition.args.properties)) {
    const { default: fallback } = schema as { default?: unknown };
    if (fallback !== undefined) defaults[name] = fallback;
  }
  return { ...defaults, ...given };
}

/**
 * A layer's forward pass within a capture. Draws are inputs `draw0`, `draw1` ...; moving averages are stored in
 * `assigned`.
 */
export function callLayer(
  tools: CaptureTools,
  definition: LayerDefinition,
  args: ResolvedArguments,
  inputs: readonly Tensor[],
  weights: Readonly<Record<string, Tensor>>,
  mode: CallMode,
  assigned: Record<string, Tensor> = {},
): Tensor {
  if (!definition.call) throw new Error(`${definition.name} has no forward pass of its own`);
  let draws = 0;
  return definition.call(inputs, args, weights, {
    tf,
    mode,
    draw: ({ kind, shape }) => tools.draw({ kind, stream: `draw${draws++}`, per: 'step' }, shape),
    assign: (weight, value) => (assigned[weight] = tools.hold(value)),
  });
}

/** A single layer as a program: fields `x0` ..., states by weight, result `y`. */
export function layerProgram(
  definition: LayerDefinition,
  args: ResolvedArguments,
  shapes: readonly (readonly number[])[],
  mode: CallMode,
): StepProgram {
  return captureStep(definition.name, shapes[0]?.[0] ?? 1, (tools) => {
    const inputs = shapes.map((shape, at) => tools.field(`x${at}`, shape));
    const rules = definition.weights(
      shapes.map((shape) => shape.slice(1)),
      args,
    );
    const weights = Object.fromEntries(rules.map(({ name, shape }) => [name, tools.state(name, shape)]));
    return { results: { y: callLayer(tools, definition, args, inputs, weights, mode) } };
  });
}

/** Runs a program for some steps on tfjs's JavaScript backend. */
export async function runSteps(
  program: StepProgram,
  state: ReadonlyMap<string, StateTensor>,
  feeds: Readonly<Record<string, TensorData | number>>,
  steps = 1,
): Promise<{ results: Record<string, TensorData>[]; state: Map<string, StateTensor> }> {
  const session = await tfjsEngine().open({ threads: 1 });
  try {
    await session.write(state);
    const prepared = await session.prepare(program);
    const results: Record<string, TensorData>[] = [];
    for (let step = 0; step < steps; step++) results.push(await prepared.run(feeds));
    return { results, state: await session.read() };
  } finally {
    await session.close();
  }
}

export const stateOf = (weights: Readonly<Record<string, Plain>>): Map<string, StateTensor> =>
  new Map(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );

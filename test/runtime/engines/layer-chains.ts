/** Training steps of chains of layers, small and fast, for comparing engines shape by shape. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  captureStep,
  optimizeStepProgram,
  type CaptureTools,
  type StepProgram,
} from '../../../src/runtime/capture/index.js';
import type { Engine, StateTensor, TensorData } from '../../../src/runtime/engines/index.js';
import {
  layers,
  type ResolvedArguments,
  type LayerDefinition,
  type Shape,
} from '../../../src/vocabulary/index.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { random } from '../../support/seeded-random.js';

/** A layer as written in a graph: its name and the arguments that differ from their defaults. */
export type Link = readonly [word: string, args?: ResolvedArguments];

export interface Chain {
  /** Shape of one example. */
  input: readonly number[];
  batch: number;
  layers: readonly Link[];
  /**
   * Whether all numbers before the first gradient are small multiples of powers of two. Sums are exact then, so that
   * every engine sees the same ties and the same zeros, of which there are many.
   */
  exact?: boolean;
}

interface Built {
  name: string;
  definition: LayerDefinition;
  args: ResolvedArguments;
  rules: ReturnType<LayerDefinition['weights']>;
  shape: Shape;
}

const RATE = 0.05;
const MOMENTUM = 0.5;

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

export const spell = ({ input, batch, layers: links, exact }: Chain): string =>
  `${batch} x [${input.join(', ')}]${exact ? ', exact' : ''}: ` +
  links
    .map(([word, args]) => (args ? `${word} ${JSON.stringify(args).replaceAll('"', '')}` : word))
    .join(' - ');

/** The layers with all of their arguments; null if one rejects its input shape. */
function build({ input, layers: links }: Chain): Built[] | null {
  let shape: Shape = input;
  const built: Built[] = [];
  for (const [at, [word, given]] of links.entries()) {
    const definition = layers.get(word);
    if (!definition) throw new Error(`there is no layer named ${word}`);
    const defaults = Object.entries(definition.args.properties).map(([name, schema]) => [
      name,
      (schema as { default?: unknown }).default,
    ]);
    const args = { ...Object.fromEntries(defaults), ...given } as ResolvedArguments;
    const out = definition.outputShape([shape], args);
    if (!out.ok) return null;
    built.push({
      name: `${at}${word}`,
      definition,
      args,
      rules: definition.weights([shape], args),
      shape: out.value,
    });
    shape = out.value;
  }
  return built;
}

/** Whether each layer accepts the output of the one before. */
export const fits = (chain: Chain): boolean => build(chain) !== null;

function forward(
  tools: CaptureTools,
  built: readonly Built[],
  x: Tensor,
  state: Map<string, Tensor>,
): Tensor {
  let at = x;
  for (const { name, definition, args, rules } of built) {
    if (!definition.call) throw new Error(`${definition.name} has no forward pass of its own`);
    const weights: Record<string, Tensor> = {};
    for (const rule of rules) weights[rule.name] = state.get(`${name}/${rule.name}`) as Tensor;
    at = tools.inScope(name, () =>
      definition.call!([at], args, weights, {
        tf,
        mode: 'train',
        draw: ({ kind, shape }) => tools.draw({ kind, stream: name, per: 'step' }, shape),
        assign: () => {
          throw new Error('a chain has no moving averages');
        },
      }),
    );
  }
  return at;
}

/** One step of gradient descent with momentum on the mean squared error. Velocities are states `v/...`. */
export function stepOf(chain: Chain): StepProgram {
  const built = build(chain);
  if (!built) throw new Error(`the layers do not fit together: ${spell(chain)}`);
  const program = captureStep(spell(chain), chain.batch, (tools) => {
    const weights = new Map<string, Tensor>();
    for (const { name, rules } of built) {
      for (const rule of rules)
        weights.set(`${name}/${rule.name}`, tools.state(`${name}/${rule.name}`, rule.shape));
    }
    const { value, gradients } = tools.gradients(() => {
      const y = forward(tools, built, tools.field('x', [chain.batch, ...chain.input]), weights);
      return tf.mean(tf.squaredDifference(y, tools.field('target', y.shape)));
    }, [...weights.values()]);
    const state: Record<string, Tensor> = {};
    [...weights].forEach(([name, weight], at) => {
      const before = tools.state(`v/${name}`, weight.shape);
      const velocity = tf.add(tf.mul(before, MOMENTUM), gradients[at] as Tensor);
      state[`v/${name}`] = velocity;
      state[name] = tf.sub(weight, tf.mul(velocity, RATE));
    });
    return { results: { loss: value }, state };
  });
  return optimizeStepProgram(program);
}

/** Images of uniform patches, some of them black, so that max pooling has ties within them. */
function patches(shape: readonly number[], seed: number): Float32Array {
  const numbers = random(seed);
  const [, height = 1, width = 1, channels = 1] = shape;
  const levels = new Map<string, number>();
  return Float32Array.from({ length: size(shape) }, (_, index) => {
    const channel = index % channels;
    const column = Math.floor(index / channels) % width;
    const row = Math.floor(index / channels / width) % height;
    const example = Math.floor(index / channels / width / height);
    const patch = [example, Math.floor(row / 3), Math.floor(column / 4), channel].join();
    const level = levels.get(patch) ?? Math.max(0, numbers.whole(-2, 5)) / 4;
    levels.set(patch, level);
    return level;
  });
}

export interface Given {
  state: Map<string, StateTensor>;
  feeds(step: number): Record<string, TensorData | number>;
}

/** Initial states and feeds of a step. */
export function givenFor(program: StepProgram, { exact = false }: Chain): Given {
  const shapeOf = (value: number) => (program.values[value] as StepProgram['values'][number]).shape;
  const state = new Map<string, StateTensor>();
  program.inputs.forEach(({ kind, name, value }, at) => {
    if (kind !== 'state') return;
    const shape = shapeOf(value);
    const numbers = random(101 * at + size(shape));
    const limit = name.endsWith('/bias') ? 0.1 : Math.sqrt(6 / size(shape.slice(0, -1)));
    const data = name.startsWith('v/')
      ? new Float32Array(size(shape))
      : exact
        ? Float32Array.from({ length: size(shape) }, () => numbers.whole(-2, 3) / 8)
        : numbers.uniform(size(shape), -limit, limit);
    state.set(name, { shape, data });
  });
  return {
    state,
    feeds(step) {
      const feeds: Record<string, TensorData | number> = {};
      for (const { kind, name, value } of program.inputs) {
        const shape = shapeOf(value);
        const seed = 1000 * step + size(shape);
        if (kind === 'draw') feeds[name] = random(seed + name.length).bytes(size(shape));
        else if (kind === 'field') {
          feeds[name] = name === 'x' ? patches(shape, seed) : random(seed).uniform(size(shape), 0, 1);
        }
      }
      return feeds;
    },
  };
}

export interface Trained {
  losses: number[];
  /** Velocities after the first step, which are its gradients. */
  gradients: Map<string, Float32Array>;
  weights: Map<string, Float32Array>;
}

export async function train(
  engine: Engine,
  program: StepProgram,
  { state, feeds }: Given,
  steps: number,
): Promise<Trained> {
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(state);
    const prepared = await session.prepare(program);
    const trained: Trained = { losses: [], gradients: new Map(), weights: new Map() };
    for (let step = 0; step < steps; step++) {
      trained.losses.push((await prepared.run(feeds(step))).loss?.[0] as number);
      if (step > 0) continue;
      for (const [name, { data }] of await session.read()) {
        if (name.startsWith('v/')) trained.gradients.set(name.slice(2), data.slice());
      }
    }
    for (const [name, { data }] of await session.read()) {
      if (!name.startsWith('v/')) trained.weights.set(name, data.slice());
    }
    return trained;
  } finally {
    await session.close();
  }
}

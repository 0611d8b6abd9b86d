/** One update of a step: weighted losses, their gradients, and the optimizer. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { REGULARIZATION, type LossTerm, type Phase, type Update } from '../../compiler/index.js';
import {
  callComposite,
  constraints,
  optimizers,
  regularizers,
  type OptimizerDefinition,
  type ResolvedArguments,
} from '../../vocabulary/index.js';
import type { CaptureTools } from './capture-step.js';
import type { ForwardPass } from './forward-pass.js';
import { counterStateName, slotStateName } from './state-names.js';
import type { StepState } from './step-state.js';

export interface LossGradients {
  /** Weighted sum of the terms. */
  total: Tensor;
  /** The mean of each term, unweighted. */
  terms: ReadonlyMap<string, Tensor>;
  /** Gradients by weight, clipped if the update says so. */
  gradients: ReadonlyMap<string, Tensor>;
}

function weightedLoss(tools: CaptureTools, update: Update, term: LossTerm, value: Tensor): Tensor {
  if (typeof term.weight !== 'number') {
    return tf.mul(value, tools.scalar(`loss_weight/${update.name}/${term.name}`));
  }
  return term.weight === 1 ? value : tf.mul(value, term.weight);
}

/**
 * Loss scaling for float16 (smallest positive value 6e-8): the loss is multiplied by a constant before the gradients,
 * which are divided by it in float32 (Micikevicius et al. 2018, Mixed Precision Training, section 3.2). A power of
 * two changes no digit. A gradient that overflows by it, 64 or more, stops the training.
 */
const FLOAT16_LOSS_SCALE = 2 ** 10;

/** Losses are means over the examples, summed with their weights. */
export function computeLossGradients(
  tools: CaptureTools,
  state: StepState,
  forward: ForwardPass,
  phase: Phase,
  update: Update,
): LossGradients {
  const scale = phase.precision === 'float16' ? FLOAT16_LOSS_SCALE : 1;
  const unscaled = (tensor: Tensor) => (scale === 1 ? tensor : tf.mul(tensor, 1 / scale));
  const terms = new Map<string, Tensor>();
  const loss = () => {
    const parts = update.losses.map((term) => {
      const value = forward.value(term.wire);
      return tools.inScope(`loss/${term.name}`, () => {
        const mean = tools.hold(tf.mean(value));
        terms.set(term.name, mean);
        return weightedLoss(tools, update, term, mean);
      });
    });
    const regularization = regularizationOf(tools, state, update);
    if (regularization) {
      terms.set(REGULARIZATION, regularization);
      parts.push(regularization);
    }
    return tools.inScope('loss', () => {
      const total = parts.reduce((sum, part) => tf.add(sum, part));
      return scale === 1 ? total : tf.mul(total, scale);
    });
  };
  const { value, gradients } = tools.gradients(
    loss,
    update.weights.map((name) => state.weight(name)),
  );
  // A gradient does not depend on what is added to its value, such as the bias of a critic's last layer.
  const isSecond = phase.wires.some((wire) => wire.op === 'function' && wire.name === 'gradient');
  const found = update.weights.map((name, at) => {
    const gradient = gradients[at] ?? (isSecond ? tf.zerosLike(state.weight(name)) : null);
    if (!gradient)
      throw new Error(`${phase.name}: no loss of the update "${update.name}" depends on ${name}`);
    return unscaled(gradient);
  });
  const clipped = clipGradients(tools, update, found);
  return {
    total: tools.hold(unscaled(value)),
    terms,
    gradients: new Map(update.weights.map((name, at) => [name, tools.hold(clipped[at] as Tensor)])),
  };
}

/** The sum of the regularizers of the weights that an update trains; null if they have none. */
function regularizationOf(tools: CaptureTools, state: StepState, update: Update): Tensor | null {
  if (!update.isRegularized) return null;
  return tools.inScope(`loss/${REGULARIZATION}`, () => {
    const terms = update.weights.flatMap((name) => {
      const { regularizer } = state.declared(name);
      if (!regularizer) return [];
      return [regularizers.get(regularizer.name)!.apply(tf, state.weight(name), regularizer.args)];
    });
    return tools.hold(terms.reduce((sum, one) => tf.add(sum, one)));
  });
}

/** The gradients of an update's weights: those of each group by its own norm, the others by theirs together. */
function clipGradients(tools: CaptureTools, update: Update, gradients: readonly Tensor[]): Tensor[] {
  const groups = update.clipped ?? [];
  const grouped = new Set(groups.flatMap(({ weights }) => weights));
  const rest = update.weights.filter((name) => !grouped.has(name));
  const norms = [
    ...groups,
    ...(update.clipGradients === null ? [] : [{ most: update.clipGradients, weights: rest }]),
  ];
  const found = new Map(update.weights.map((name, at) => [name, gradients[at]!]));
  for (const { most, weights } of norms) {
    if (weights.length === 0) continue;
    const clipped = clipByGlobalNorm(
      tools,
      weights.map((name) => found.get(name)!),
      most,
    );
    weights.forEach((name, at) => found.set(name, clipped[at]!));
  }
  return [...found.values()];
}

/** Clips gradients by their global norm to at most `most` (Pascanu 2013; Keras's global_clipnorm). */
function clipByGlobalNorm(tools: CaptureTools, gradients: readonly Tensor[], maxNorm: number): Tensor[] {
  return tools.inScope('update/clip', () => {
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
    const scale = tf.div(tf.scalar(maxNorm), tf.maximum(norm, tf.scalar(maxNorm)));
    return gradients.map((gradient) => tf.mul(gradient, scale));
  });
}

export function optimizerDefinition(update: Update) {
  const optimizer = optimizers.get(update.optimizer.name);
  if (!optimizer) throw new Error(`there is no optimizer named ${update.optimizer.name}`);
  return optimizer;
}

/** The update of a weight, recorded as one call. */
function updateOfWeight(
  optimizer: OptimizerDefinition,
  args: ResolvedArguments,
  { weight, gradient, slots, learningRate, iteration }: Parameters<OptimizerDefinition['update']>[2],
): ReturnType<OptimizerDefinition['update']> {
  const names = Object.keys(slots);
  const { learning_rate: _moves, ...attrs } = args;
  const [next, ...made] = callComposite(tf, {
    kernel: `Apply${optimizer.name}`,
    inputs: { weight, gradient, learning_rate: learningRate, iteration, ...slots },
    attrs: { ...attrs, slots: names },
    outputs: ['weight', ...names],
    definition(given) {
      const updated = optimizer.update(tf, args, {
        weight: given.weight!,
        gradient: given.gradient!,
        learningRate: given.learning_rate!,
        iteration: given.iteration!,
        slots: Object.fromEntries(names.map((name) => [name, given[name]!])),
      });
      return [updated.weight, ...names.map((name) => updated.slots[name] ?? given[name]!)];
    },
  });
  return { weight: next!, slots: Object.fromEntries(names.map((name, at) => [name, made[at]!])) };
}

/** The optimizer's step: new weights, new slots, the counter incremented. */
export function applyOptimizer(
  tools: CaptureTools,
  state: StepState,
  update: Update,
  gradients: ReadonlyMap<string, Tensor>,
): void {
  const optimizer = optimizerDefinition(update);
  tools.inScope(`update/${update.name}`, () => {
    const learningRate = tools.scalar(`learning_rate/${update.name}`);
    const iteration = tf.add(state.slotOrCounter(counterStateName(update.name), []), tf.scalar(1));
    const own = new Map(update.rates?.map((one) => [one.weight, one]));
    for (const [name, gradient] of gradients) {
      const { rate = 1, weightDecay } = own.get(name) ?? {};
      const weight = state.weight(name);
      const slots = Object.fromEntries(
        optimizer
          .slots(update.optimizer.args, weight.shape)
          .map(({ name: slot, shape = weight.shape }) => [
            slot,
            state.slotOrCounter(slotStateName(update.name, slot, name), shape),
          ]),
      );
      const { args } = update.optimizer;
      const next = updateOfWeight(
        optimizer,
        weightDecay === undefined ? args : { ...args, weight_decay: weightDecay },
        {
          weight,
          gradient,
          slots,
          learningRate: rate === 1 ? learningRate : tf.mul(learningRate, rate),
          iteration,
        },
      );
      const { constraint } = state.declared(name);
      state.set(
        name,
        constraint ? constraints.get(constraint.name)!.apply(tf, next.weight, constraint.args) : next.weight,
      );
      for (const [slot, value] of Object.entries(next.slots))
        state.set(slotStateName(update.name, slot, name), value);
    }
    state.set(counterStateName(update.name), iteration);
  });
}

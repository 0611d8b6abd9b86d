/** How PyTorch names and lays out the weights of layers, by Keras's classes and names. */
import type { ResolvedArguments } from '../../vocabulary/index.js';
import type { TensorRecipe, TensorStep } from '../../weight-files/index.js';

/** A weight of a layer: of which of PyTorch's tensors, by their names within the module, and how; undefined if of none. */
export type TorchRule = (shape: readonly number[]) => TensorRecipe | undefined;

const plain = (name: string, ...steps: TensorStep[]): TensorRecipe => ({ from: [name], steps });
const same =
  (name: string): TorchRule =>
  () =>
    plain(name);
const transposed =
  (name: string, ...axes: number[]): TorchRule =>
  () =>
    plain(name, { transpose: axes });
const reshaped =
  (name: string): TorchRule =>
  (shape) =>
    plain(name, { reshape: shape });

/** Channels of an image, or of a series, stand in front. */
const KERNEL_AXES: Readonly<Record<number, readonly number[]>> = {
  3: [2, 1, 0],
  4: [2, 3, 1, 0],
  5: [2, 3, 4, 1, 0],
};

const convolution: Readonly<Record<string, TorchRule>> = {
  kernel: (shape) => {
    const axes = KERNEL_AXES[shape.length];
    return axes && plain('weight', { transpose: axes });
  },
  bias: same('bias'),
};

/** torch: [channels * multiplier, 1, height, width]. */
const depthwise: Readonly<Record<string, TorchRule>> = {
  kernel: ([height, width, channels, multiplier]) =>
    plain('weight', { reshape: [channels!, multiplier!, height!, width!] }, { transpose: [2, 3, 0, 1] }),
  bias: same('bias'),
};

const normalization: Readonly<Record<string, TorchRule>> = {
  gamma: reshaped('weight'),
  beta: reshaped('bias'),
  scale: reshaped('weight'),
  moving_mean: same('running_mean'),
  moving_variance: same('running_var'),
};

/** Gates of PyTorch's GRU: reset, update, new; of Keras's: update, reset, new. */
const GRU_GATES = [1, 0, 2];

const recurrent =
  (gates: readonly number[], end: string): ((name: string, steps?: TensorStep[]) => TorchRule) =>
  (name) =>
  ([input, all]) =>
    plain(
      `${name}_l0${end}`,
      { reshape: [gates.length, all! / gates.length, input!] },
      { take: gates },
      { reshape: [all!, input!] },
      { transpose: [1, 0] },
    );

const biases = (end: string) => [`bias_ih_l0${end}`, `bias_hh_l0${end}`];

/** Weights of a recurrent layer; `end` tells those of the way back apart. */
function recurrentRules(
  gates: readonly number[],
  end = '',
  prefix = '',
): Readonly<Record<string, TorchRule>> {
  const kernel = recurrent(gates, end);
  return {
    [`${prefix}kernel`]: kernel('weight_ih'),
    [`${prefix}recurrent_kernel`]: kernel('weight_hh'),
    // PyTorch has two biases everywhere. Keras keeps them apart in a GRU that resets after the product.
    [`${prefix}bias`]: (shape) => {
      const all = shape.at(-1)!;
      const units = all / gates.length;
      const order: TensorStep[] = [{ reshape: [gates.length, units] }, { take: gates }, { reshape: [all] }];
      // PyTorch's GRU resets after the product.
      if (shape.length === 1 && gates === GRU_GATES) return undefined;
      if (shape.length === 1) return { from: biases(end), join: 'add', steps: order };
      return {
        from: biases(end),
        join: 'stack',
        steps: [
          { reshape: [2, gates.length, units] },
          { transpose: [1, 0, 2] },
          { take: gates },
          { transpose: [1, 0, 2] },
          { reshape: [2, all] },
        ],
      };
    },
  };
}

/** `in_proj_weight` holds queries, keys and values one below the other; Keras has heads as an axis of their own. */
const projection =
  (part: number): TorchRule =>
  ([features, heads, size]) =>
    plain(
      'in_proj_weight',
      { reshape: [3, heads! * size!, features!] },
      { take: [part] },
      { reshape: [heads! * size!, features!] },
      { transpose: [1, 0] },
      { reshape: [features!, heads!, size!] },
    );
const projectionBias =
  (part: number): TorchRule =>
  ([heads, size]) =>
    plain('in_proj_bias', { reshape: [3, heads! * size!] }, { take: [part] }, { reshape: [heads!, size!] });

const attention: Readonly<Record<string, TorchRule>> = {
  query_kernel: projection(0),
  key_kernel: projection(1),
  value_kernel: projection(2),
  query_bias: projectionBias(0),
  key_bias: projectionBias(1),
  value_bias: projectionBias(2),
  attention_output_kernel: ([heads, size, features]) =>
    plain('out_proj.weight', { transpose: [1, 0] }, { reshape: [heads!, size!, features!] }),
  attention_output_bias: same('out_proj.bias'),
};

const ONE_GATE = [0];
const LSTM_GATES = [0, 1, 2, 3];

const RECURRENT: Readonly<Record<string, readonly number[]>> = {
  SimpleRNN: ONE_GATE,
  LSTM: LSTM_GATES,
  GRU: GRU_GATES,
};

/** Both ways are in one module. */
function bidirectionalRules(args: ResolvedArguments): Readonly<Record<string, TorchRule>> | undefined {
  const layer = Object.keys(RECURRENT).find((one) => args[one] !== undefined);
  if (layer === undefined) return undefined;
  return {
    ...recurrentRules(RECURRENT[layer]!, '', 'forward_'),
    ...recurrentRules(RECURRENT[layer]!, '_reverse', 'backward_'),
  };
}

const RULES: Readonly<Record<string, Readonly<Record<string, TorchRule>>>> = {
  Dense: { kernel: transposed('weight', 1, 0), bias: same('bias') },
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  Conv1DTranspose: convolution,
  Conv2DTranspose: convolution,
  Conv3DTranspose: convolution,
  DepthwiseConv2D: depthwise,
  BatchNormalization: normalization,
  LayerNormalization: normalization,
  GroupNormalization: normalization,
  InstanceNormalization: normalization,
  RMSNormalization: normalization,
  PReLU: { alpha: reshaped('weight') },
  Embedding: { embeddings: same('weight') },
  ...Object.fromEntries(Object.entries(RECURRENT).map(([layer, gates]) => [layer, recurrentRules(gates)])),
  MultiHeadAttention: attention,
};

/** Rules for a layer's weights by name; undefined if PyTorch has no such layer, or in another form. */
export function torchRules(
  layer: string,
  args: ResolvedArguments,
): Readonly<Record<string, TorchRule>> | undefined {
  if (layer === 'Bidirectional') return bidirectionalRules(args);
  return Object.hasOwn(RULES, layer) ? RULES[layer] : undefined;
}

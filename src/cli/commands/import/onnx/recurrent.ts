/** Layers that go through a series: LSTM, GRU, RNN. */
import type { OnnxTensor } from '../../../../file-formats/index.js';
import type { Lowering, NodeReader } from './node-reader.js';
import { lastStep } from './shapes.js';
import { only, sidesAsThey, type Value } from './value.js';

interface Kind {
  word: string;
  /** For each gate of PyTorch's, its place in ONNX's order. */
  gates: readonly number[];
  activations: readonly string[];
}

/** ONNX: LSTM input, output, forget, cell; GRU update, reset, hidden. PyTorch: input, forget, cell, output; reset, update, new. */
const KINDS: Readonly<Record<string, Kind>> = {
  LSTM: { word: 'LSTM', gates: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'] },
  GRU: { word: 'GRU', gates: [1, 0, 2], activations: ['Sigmoid', 'Tanh'] },
  RNN: { word: 'SimpleRNN', gates: [0], activations: ['Tanh'] },
};

/** [1, gates * units, ...] or a part of it, with its gates in PyTorch's order. */
function inPyTorchOrder(
  { data }: OnnxTensor,
  gates: readonly number[],
  shape: number[],
  from = 0,
): OnnxTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const gate = size / gates.length;
  const turned = new Float32Array(size);
  gates.forEach((place, at) =>
    turned.set(data.subarray(from + place * gate, from + (place + 1) * gate), at * gate),
  );
  return { shape, data: turned };
}

export const recurrent: Lowering = (reader) => {
  const { node, scope, network } = reader;
  const { word, gates, activations } = KINDS[node.op]!;
  const [input, hidden, bias] = [1, 2, 3].map((at) => reader.constant(at));
  only(input !== undefined && hidden !== undefined, 'its weights are computed');
  only(reader.text('direction', 'forward') === 'forward', 'in both ways, or backward');
  const given = reader.text('activations', activations.join());
  only(given === activations.join(), `with the activations ${given}`);
  only(node.op !== 'GRU' || reader.number('linear_before_reset', 0) === 1, 'that resets before its product');
  only(!reader.has(4), 'with lengths of series');
  for (const at of [5, 6])
    only(!reader.has(at) || scope.zeros.has(node.inputs[at]!), 'with a state that it begins with');
  const units = hidden.shape[2]!;
  const all = gates.length * units;
  const features = input.shape[2]!;
  const weights = {
    weight_ih_l0: inPyTorchOrder(input, gates, [all, features]),
    weight_hh_l0: inPyTorchOrder(hidden, gates, [all, units]),
    ...(bias
      ? {
          bias_ih_l0: inPyTorchOrder(bias, gates, [all]),
          bias_hh_l0: inPyTorchOrder(bias, gates, [all], all),
        }
      : {}),
  };
  const args = { units, return_sequences: true, ...(bias ? {} : { use_bias: false }) };
  const name = network.add(word, args, [seriesOf(reader)], weights);
  // [steps, ways, batch, units], and of the last step [ways, batch, units]; with `layout: 1` the batch is first.
  const isBatchFirst = reader.number('layout', 0) === 1;
  const series: Value = { name, sides: isBatchFirst ? [0, 1, null, 2] : [1, null, 0, 2], series: name };
  if (node.outputs[1] && (scope.uses.get(node.outputs[1]) ?? 0) > 0)
    scope.values.set(node.outputs[1], {
      ...lastStep(reader, series),
      sides: isBatchFirst ? [0, null, 1] : [null, 0, 1],
    });
  return series;
};

/** The input as [batch, steps, features]. */
function seriesOf(reader: NodeReader): string {
  const value = reader.value(0);
  const isBatchFirst = reader.number('layout', 0) === 1;
  return reader.network.inOrder(value, isBatchFirst ? sidesAsThey(3) : [1, 0, 2]);
}

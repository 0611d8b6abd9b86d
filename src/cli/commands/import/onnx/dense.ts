/** Products with matrices, normalizations, activations, and sums of values. */
import type { OnnxTensor } from '../../../../file-formats/index.js';
import type { Lowering, NodeReader } from './node-reader.js';
import { channelsFirst, only, rankOf, sidesAsThey, Unsupported, type Value } from './value.js';

const isScalar = ({ data }: OnnxTensor): boolean => data.length === 1;

/** A float32 by the digits that it was written with: 0.00001, not 0.000009999999747378752. */
const tidy = (value: number): number => Number(value.toPrecision(7));

function turned({ shape, data }: OnnxTensor): OnnxTensor {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      result[column * rows + row] = data[row * columns + column]!;
  return { shape: [columns, rows], data: result };
}

function dense(reader: NodeReader, weight: OnnxTensor, bias: OnnxTensor | undefined): Value {
  const value = reader.value(0);
  const rank = rankOf(value);
  only(value.sides.at(-1) === rank - 1, 'of a side that is not the last of the network');
  const args = { units: weight.shape[0], ...(bias ? {} : { use_bias: false }) };
  return {
    name: reader.network.add('Dense', args, [value.name], { weight, bias }, reader.layerName(1)),
    sides: value.sides,
  };
}

export const gemm: Lowering = (reader) => {
  const weight = reader.constant(1);
  only(weight?.shape.length === 2, 'its weights are computed');
  const isPlain = ['alpha', 'beta'].every((key) => reader.number(key, 1) === 1);
  only(isPlain && reader.number('transA', 0) === 0, 'alpha, beta or transA');
  only(!reader.has(2) || reader.constant(2) !== undefined, 'its bias is computed');
  return dense(reader, reader.number('transB', 0) === 1 ? weight : turned(weight), reader.constant(2));
};

export const matMul: Lowering = (reader) => {
  const weight = reader.constant(1);
  only(weight?.shape.length === 2, 'of two values');
  return dense(reader, turned(weight), undefined);
};

/** Whether the channels of a value are the network's last side: what has weights for each channel needs it. */
const hasChannelsLast = ({ sides }: Value): boolean =>
  sides.every((side, at) => side === channelsFirst(sides.length)[at]);

const epsilonOf = (reader: NodeReader) => tidy(reader.number('epsilon', 1e-5));

export const batchNormalization: Lowering = (reader) => {
  only(hasChannelsLast(reader.value(0)), 'over another side than the channels');
  const [weight, bias, mean, variance] = [1, 2, 3, 4].map((at) => reader.constant(at));
  const weights = { weight, bias, running_mean: mean, running_var: variance };
  return reader.layer('BatchNormalization', { epsilon: epsilonOf(reader) }, weights, reader.layerName(1));
};

export const layerNormalization: Lowering = (reader) => {
  const value = reader.value(0);
  const axis = reader.number('axis', -1);
  only(
    (axis === -1 || axis === value.sides.length - 1) && value.sides.at(-1) === rankOf(value) - 1,
    'over other sides than the last',
  );
  const [weight, bias] = [reader.constant(1), reader.constant(2)];
  const args = { epsilon: epsilonOf(reader), ...(bias ? {} : { center: false }) };
  return reader.layer('LayerNormalization', args, { weight, bias }, reader.layerName(1));
};

export const prelu: Lowering = (reader) => {
  const slope = reader.constant(1);
  only(slope !== undefined, 'its slopes are computed');
  const value = reader.value(0);
  only(hasChannelsLast(value), 'over another side than the channels');
  const last = value.sides.length - 1;
  const shared = sidesAsThey(last).slice(1);
  if (isScalar(slope)) shared.push(last);
  const args = shared.length > 0 ? { shared_axes: shared } : {};
  return reader.layer('PReLU', args, { weight: slope }, reader.layerName(1));
};

export const clip: Lowering = (reader) => {
  const least = reader.constant(1)?.data[0] ?? reader.node.attributes.get('min');
  const most = reader.constant(2)?.data[0] ?? reader.node.attributes.get('max');
  only(least === 0 && typeof most === 'number', 'but from 0 to a number');
  return reader.layer('ReLU', { max_value: most });
};

export const softmax: Lowering = (reader) => {
  const value = reader.value(0);
  // Before, it was over all sides from one on.
  const axis = reader.number('axis', reader.opset < 13 ? 1 : -1);
  only(
    reader.side(axis, value) === rankOf(value) - 1 && (reader.opset >= 13 || value.sides.length === 2),
    'over another side than the last of the network',
  );
  return reader.layer(reader.node.op === 'Softmax' ? 'Softmax' : 'Activation', {
    ...(reader.node.op === 'Softmax' ? {} : { activation: 'log_softmax' }),
  });
};

export const activation: Lowering = (reader) =>
  reader.layer('Activation', { activation: reader.node.op.toLowerCase() });

export const gelu: Lowering = (reader) => {
  only(reader.text('approximate', 'none') === 'none', 'by an approximation');
  return activation(reader);
};

export const elu: Lowering = (reader) => {
  only(reader.number('alpha', 1) === 1, 'alpha');
  return reader.layer('ELU');
};

export const leakyRelu: Lowering = (reader) =>
  reader.layer('LeakyReLU', { negative_slope: tidy(reader.number('alpha', 0.01)) });

const MERGES: Readonly<Record<string, string>> = {
  Add: 'Add',
  Sub: 'Subtract',
  Mul: 'Multiply',
  Max: 'Maximum',
  Min: 'Minimum',
};

/** Two values, or a value and numbers of the model. */
export const arithmetic: Lowering = (reader) => {
  const { op } = reader.node;
  const [first, second] = [reader.constant(0), reader.constant(1)];
  if (!first && !second) {
    const word = MERGES[op];
    only(word !== undefined, 'of two values');
    const values = reader.node.inputs.map((_, at) => reader.value(at));
    const sides = values[0]!.sides;
    only(
      values.every((one) => one.sides.join() === sides.join()),
      'of values whose sides are in another order',
    );
    return {
      name: reader.network.add(
        word,
        {},
        values.map(({ name }) => name),
      ),
      sides,
    };
  }
  const given = (first ?? second)!;
  const value = reader.value(first ? 1 : 0);
  if (op === 'Add' && !isScalar(given)) return withBias(reader, value, given);
  only(isScalar(given), 'with numbers of the model');
  const number = given.data[0]!;
  const rescaled = (scale: number, offset: number): Value => ({
    name: reader.network.add(
      'Rescaling',
      { scale: tidy(scale), ...(offset === 0 ? {} : { offset: tidy(offset) }) },
      [value.name],
    ),
    sides: value.sides,
  });
  if (op === 'Add') return rescaled(1, number);
  if (op === 'Sub') return first ? rescaled(-1, number) : rescaled(1, -number);
  if (op === 'Mul') return rescaled(number, 0);
  only(op === 'Div' && !first, 'with numbers of the model');
  return rescaled(1 / number, 0);
};

/** A bias that is added behind a layer which has none. */
function withBias(reader: NodeReader, value: Value, bias: OnnxTensor): Value {
  const layer = reader.network.find(value.name);
  const isBias =
    layer?.word === 'Dense' && layer.args['use_bias'] === false && bias.data.length === layer.args['units'];
  if (!isBias) throw new Unsupported(': with numbers of the model');
  delete layer.args['use_bias'];
  reader.network.tensors.set(`${layer.name}.bias`, { shape: [bias.data.length], data: bias.data });
  return value;
}

export const concat: Lowering = (reader) => {
  const values = reader.node.inputs.map((_, at) => reader.value(at));
  const { sides } = values[0]!;
  only(
    values.every((one) => one.sides.join() === sides.join()),
    'of values whose sides are in another order',
  );
  only(
    reader.side(reader.number('axis', 1), values[0]!) === rankOf(values[0]!) - 1,
    'along another side than the last of the network',
  );
  return {
    name: reader.network.add(
      'Concatenate',
      {},
      values.map(({ name }) => name),
    ),
    sides,
  };
};

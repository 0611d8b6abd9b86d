/** Convolutions and pooling, of images and of series. */
import type { Lowering, NodeReader } from './node-reader.js';
import { channelsFirst, only, rankOf, type Value } from './value.js';

const sameSides = (sides: readonly number[]): unknown =>
  sides.every((side) => side === sides[0]) ? sides[0] : [...sides];

interface Window {
  kernel: number[];
  strides: number[];
  dilations: number[];
  /** Before and after, of each side. */
  pads: [number, number][];
  /** Keras's `same`: the output is as large as the input. */
  isSame: boolean;
  isPadded: boolean;
}

function windowOf(reader: NodeReader, kernel: number[]): Window {
  const auto = reader.text('auto_pad', 'NOTSET');
  only(auto !== 'SAME_LOWER', 'auto_pad SAME_LOWER');
  const strides = reader.list('strides') ?? kernel.map(() => 1);
  const dilations = reader.list('dilations') ?? kernel.map(() => 1);
  const ends = reader.list('pads') ?? [...kernel, ...kernel].map(() => 0);
  const pads = kernel.map((_, at): [number, number] => [ends[at] ?? 0, ends[at + kernel.length] ?? 0]);
  const isPadded = pads.some(([before, after]) => before > 0 || after > 0);
  const isEven =
    isPadded &&
    strides.every((side) => side === 1) &&
    pads.every(
      ([before, after], at) => before === after && 2 * before === dilations[at]! * (kernel[at]! - 1),
    );
  return { kernel, strides, dilations, pads, isPadded, isSame: auto === 'SAME_UPPER' || isEven };
}

const edges = ({ pads }: Window): unknown => (pads.length === 1 ? pads[0] : pads);

/** The input with its channels last, padded with zeros unless the layer itself pads as Keras's `same`. */
function paddedInput(reader: NodeReader, window: Window): string {
  const name = channelsLastInput(reader);
  return window.isPadded && !window.isSame
    ? reader.network.add(`ZeroPadding${window.kernel.length}D`, { padding: edges(window) }, [name])
    : name;
}

const channelsLastInput = (reader: NodeReader): string => {
  const value = reader.value(0);
  return reader.network.inOrder(value, channelsFirst(value.sides.length));
};

export const convolution: Lowering = (reader) => {
  const isTransposed = reader.node.op === 'ConvTranspose';
  const [weight, bias] = [reader.constant(1), reader.constant(2)];
  only(weight !== undefined, 'its weights are computed');
  const space = weight.shape.length - 2;
  only(space === 1 || space === 2, `of ${space} sides`);
  const window = windowOf(reader, weight.shape.slice(2));
  const group = reader.number('group', 1);
  const args: Record<string, unknown> = { kernel_size: sameSides(window.kernel) };
  if (window.strides.some((side) => side !== 1)) args['strides'] = sameSides(window.strides);
  if (window.dilations.some((side) => side !== 1)) args['dilation_rate'] = sameSides(window.dilations);
  if (!bias) args['use_bias'] = false;
  const sides = channelsFirst(space + 2);
  const add = (word: string, own: Record<string, unknown>, of: string): Value => ({
    name: reader.network.add(word, own, [of], { weight, bias }, reader.layerName(1)),
    sides,
  });
  if (isTransposed) {
    only(group === 1, 'of several groups');
    only(!window.isSame || window.isPadded, 'auto_pad SAME_UPPER');
    only(
      (reader.list('output_padding') ?? [0]).every((pad) => pad === 0),
      'output_padding',
    );
    only(reader.list('output_shape') === undefined, 'output_shape');
    only(
      window.kernel.every((side, at) => side >= window.strides[at]!),
      'with steps larger than its kernel',
    );
    const made = add(
      `Conv${space}DTranspose`,
      { filters: weight.shape[1], ...args },
      channelsLastInput(reader),
    );
    if (!window.isPadded) return made;
    return { sides, name: reader.network.add(`Cropping${space}D`, { cropping: edges(window) }, [made.name]) };
  }
  if (window.isSame) args['padding'] = 'same';
  const of = paddedInput(reader, window);
  if (group === 1) return add(`Conv${space}D`, { filters: weight.shape[0], ...args }, of);
  only(space === 2 && weight.shape[1] === 1, 'of several groups that are no single channels');
  const multiplier = weight.shape[0]! / group;
  return add(
    'DepthwiseConv2D',
    { ...args, ...(multiplier === 1 ? {} : { depth_multiplier: multiplier }) },
    of,
  );
};

/** Layers whose numbers are never below 0, so that zeros around them change no maximum. */
const isAboveZero = (reader: NodeReader, name: string): boolean => {
  const layer = reader.network.find(name);
  if (!layer) return false;
  if (layer.word === 'ReLU' || ['sigmoid', 'softplus'].includes(String(layer.args['activation'])))
    return true;
  return /^(MaxPooling|AveragePooling|ZeroPadding)/.test(layer.word) && isAboveZero(reader, layer.of[0]!);
};

export const pooling: Lowering = (reader) => {
  const isMax = reader.node.op === 'MaxPool';
  const kernel = reader.list('kernel_shape') ?? [];
  only(kernel.length === 1 || kernel.length === 2, `of ${kernel.length} sides`);
  only(reader.number('ceil_mode', 0) === 0, 'ceil_mode');
  const window = windowOf(reader, kernel);
  only(
    window.dilations.every((side) => side === 1),
    'dilations',
  );
  const countsPadding = reader.number('count_include_pad', 0) === 1;
  if (window.isPadded && (isMax ? !window.isSame : countsPadding || !window.isSame)) {
    only(
      isMax ? isAboveZero(reader, reader.value(0).name) : countsPadding,
      isMax ? 'with padding of what may be below 0' : 'with padding that is not counted',
    );
    // Zeros around it are the same there.
    window.isSame = false;
  }
  const of = paddedInput(reader, window);
  const args = {
    pool_size: sameSides(kernel),
    strides: sameSides(window.strides),
    ...(window.isSame ? { padding: 'same' } : {}),
  };
  const word = `${isMax ? 'Max' : 'Average'}Pooling${kernel.length}D`;
  return { name: reader.network.add(word, args, [of]), sides: channelsFirst(kernel.length + 2) };
};

/** Over all places of an image. The sides of one, which ONNX leaves, are gone. */
export const globalPooling: Lowering = (reader) => {
  const { node, network } = reader;
  const value = reader.value(0);
  const rank = rankOf(value);
  only(rank === 3 || rank === 4, `of ${rank} sides`);
  const space = channelsFirst(rank).slice(2);
  let keeps = true;
  if (node.op.startsWith('Reduce')) {
    const axes = (reader.listOrInput('axes', 1) ?? []).map((axis) => reader.side(axis, value));
    only(
      axes.length === space.length && space.every((side) => axes.includes(side)),
      'over other sides than those of an image or a series',
    );
    keeps = reader.number('keepdims', 1) === 1;
  }
  const isMax = node.op === 'GlobalMaxPool' || node.op === 'ReduceMax';
  const word = `Global${isMax ? 'Max' : 'Average'}Pooling${rank - 2}D`;
  const sides = value.sides.flatMap((side) => {
    if (side === null || side === 0) return [side];
    if (side === rank - 1) return [1];
    return keeps ? [null] : [];
  });
  return { name: network.add(word, {}, [value.name]), sides };
};

const MODES: Readonly<Record<string, string>> = { nearest: 'nearest', linear: 'bilinear' };

export const resize: Lowering = (reader) => {
  const scales = reader.listOrInput('scales', reader.node.op === 'Upsample' ? 1 : 2);
  const mode = MODES[reader.text('mode', 'nearest')];
  only(
    scales?.length === 4 && scales[0] === 1 && scales[1] === 1 && scales.every(Number.isInteger),
    'but of an image, by whole numbers',
  );
  only(mode === 'nearest', 'but to the nearest pixel');
  const way = reader.text('coordinate_transformation_mode', 'half_pixel');
  only(
    way === 'half_pixel' || (way === 'asymmetric' && reader.text('nearest_mode', '') === 'floor'),
    `from places that are ${way}`,
  );
  const size = sameSides(scales.slice(2));
  return {
    name: reader.network.add('UpSampling2D', { size }, [channelsLastInput(reader)]),
    sides: channelsFirst(4),
  };
};

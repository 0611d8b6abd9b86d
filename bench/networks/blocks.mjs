/**
 * Pieces of networks, for images [height, width, channels] and for signals [steps, channels] alike: a value's rank
 * says which. `make` is `{net, style, chance}`: a builder, a style and a source of chance.
 */

const suffix = ({ shape }) => `${shape.length - 1}D`;
export const channels = ({ shape }) => shape.at(-1);
/** Height and width of an image, or the steps of a signal. */
export const sides = ({ shape }) => shape.slice(0, -1);

export function activate({ net, style }, x) {
  if (typeof style.activation === 'string')
    return net.layer('Activation', { activation: style.activation }, x);
  const [[layer, args]] = Object.entries(style.activation);
  // A slope for each channel, as for images everywhere; not one for each pixel.
  const shared = layer === 'PReLU' ? { shared_axes: sides(x).map((_, at) => at + 1) } : {};
  return net.layer(layer, { ...args, ...shared }, x);
}

export function normalize({ net, style }, x) {
  if (style.norm === 'none') return x;
  if (style.norm !== 'GroupNormalization') return net.layer(style.norm, {}, x);
  const groups = [8, 4, 2, 1].find((count) => channels(x) % count === 0);
  return net.layer('GroupNormalization', { groups }, x);
}

export const drop = ({ net, style }, x, rate = style.dropout) =>
  rate > 0 ? net.layer('Dropout', { rate }, x) : x;

/**
 * A layer with weights, and what follows it. Without a normalization the activation is the layer's own argument.
 */
function weighted(make, layer, args, x, { activated = true } = {}) {
  const { net, style } = make;
  if (style.norm === 'none') {
    if (!activated) return net.layer(layer, args, x);
    if (typeof style.activation === 'string')
      return net.layer(layer, { ...args, activation: style.activation }, x);
    return activate(make, net.layer(layer, args, x));
  }
  // What is normalized next to its own mean needs no bias.
  const bare = style.norm === 'BatchNormalization' ? { use_bias: false } : {};
  const normal = normalize(make, net.layer(layer, { ...args, ...bare }, x));
  return activated ? activate(make, normal) : normal;
}

/** @param options `{kernel, strides, dilation_rate, groups, activated}` */
export function conv(make, x, filters, { kernel = make.style.kernel, activated, ...options } = {}) {
  return weighted(
    make,
    `Conv${suffix(x)}`,
    { filters, kernel_size: kernel, padding: 'same', ...options },
    x,
    {
      activated,
    },
  );
}

export const depthwise = (make, x, { kernel = make.style.kernel, ...options } = {}) =>
  weighted(make, `DepthwiseConv${suffix(x)}`, { kernel_size: kernel, padding: 'same', ...options }, x);

export const separable = (make, x, filters, { activated, ...options } = {}) =>
  weighted(
    make,
    `SeparableConv${suffix(x)}`,
    { filters, kernel_size: make.style.kernel, padding: 'same', ...options },
    x,
    { activated },
  );

export const dense = (make, x, units) => weighted(make, 'Dense', { units }, x);

export const pool = ({ net }, x, kind, args = { pool_size: 2 }) => net.layer(`${kind}${suffix(x)}`, args, x);

/** Halves the sides: a pool, or strides of a convolution. */
export const halve = (make, x, filters = channels(x)) =>
  make.style.down === 'strides' ? conv(make, x, filters, { strides: 2 }) : pool(make, x, make.style.down);

/** Doubles the sides, with a convolution. */
export function double(make, x, filters) {
  const { net, style } = make;
  if (style.up === 'transposed') {
    const args = { filters, kernel_size: Math.max(style.kernel, 2), strides: 2, padding: 'same' };
    return weighted(make, `Conv${suffix(x)}Transpose`, args, x);
  }
  const smooth = style.up === 'bilinear' && x.shape.length === 3 ? { interpolation: 'bilinear' } : {};
  return conv(make, net.layer(`UpSampling${suffix(x)}`, { size: 2, ...smooth }, x), filters);
}

/** Adds a branch to where it began; a convolution of side 1 makes the shapes agree. */
export function addTo(make, x, branch, strides = 1) {
  const same = strides === 1 && channels(x) === channels(branch);
  const shortcut = same ? x : conv(make, x, channels(branch), { kernel: 1, strides, activated: false });
  return make.net.layer('Add', {}, shortcut, branch);
}

/** Hu et al. 2018: each channel is weighed by what the means of all channels say. */
export function squeezeAndExcite(make, x, ratio = 4) {
  const { net } = make;
  const means = net.layer(`GlobalAveragePooling${suffix(x)}`, { keepdims: true }, x);
  const units = Math.max(4, Math.floor(channels(x) / ratio));
  const small = net.layer('Dense', { units, activation: 'relu' }, means);
  return net.apply('multiply', x, net.layer('Dense', { units: channels(x), activation: 'sigmoid' }, small));
}

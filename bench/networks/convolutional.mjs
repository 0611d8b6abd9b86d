/** Stages of convolutional encoders, for images and signals: what is at one resolution, by name. */
import {
  activate,
  addTo,
  channels,
  conv,
  depthwise,
  drop,
  normalize,
  pool,
  separable,
  squeezeAndExcite,
} from './blocks.mjs';

const times = (count, x, of) => Array.from({ length: count }).reduce(of, x);

/** Simonyan, Zisserman 2014. */
const plain = (make, x, filters, { depth }) =>
  drop(
    make,
    times(depth, x, (y) => conv(make, y, filters)),
  );

/** He et al. 2015: two convolutions and what they began with. */
const residual = (make, x, filters, { depth }) =>
  times(depth, x, (y) => {
    const branch = conv(make, conv(make, y, filters), filters, { activated: false });
    return activate(make, addTo(make, y, branch));
  });

/** He et al. 2016: normalized and activated before each convolution. */
const preactivated = (make, x, filters, { depth }) => {
  const { net, style } = make;
  const bare = (y) =>
    net.layer(
      y.shape.length === 3 ? 'Conv2D' : 'Conv1D',
      { filters, kernel_size: style.kernel, padding: 'same' },
      activate(make, normalize(make, y)),
    );
  return times(depth, x, (y) => addTo(make, y, drop(make, bare(bare(y)))));
};

/** He et al. 2015: narrow in between; with groups, Xie et al. 2017. */
const bottleneck = (make, x, filters, { depth, groups }) =>
  times(depth, x, (y) => {
    const narrow = Math.max(8, filters / 2 - ((filters / 2) % 8));
    const shared = groups > 1 && narrow % groups === 0 ? { groups } : {};
    const middle = conv(make, conv(make, y, narrow, { kernel: 1 }), narrow, shared);
    return activate(make, addTo(make, y, conv(make, middle, filters, { kernel: 1, activated: false })));
  });

/** Howard et al. 2017. */
const depthwiseSeparable = (make, x, filters, { depth }) =>
  times(depth, x, (y) => conv(make, depthwise(make, y), filters, { kernel: 1 }));

/** Sandler et al. 2018; with weighed channels, Tan, Le 2019. */
const inverted = (make, x, filters, { depth, expansion, excite }) =>
  times(depth, x, (y) => {
    const wide = depthwise(make, conv(make, y, channels(y) * expansion, { kernel: 1 }));
    const weighed = excite ? squeezeAndExcite(make, wide) : wide;
    const narrow = conv(make, weighed, filters, { kernel: 1, activated: false });
    return channels(y) === filters ? make.net.layer('Add', {}, y, narrow) : narrow;
  });

/** Chollet 2017. */
const separated = (make, x, filters, { depth }) =>
  times(depth, x, (y) =>
    activate(
      make,
      addTo(make, y, separable(make, separable(make, y, filters), filters, { activated: false })),
    ),
  );

/** Huang et al. 2017: each layer reads all before it; a convolution of side 1 between stages. */
const denselyConnected = (make, x, filters, { depth }) => {
  const growth = Math.max(8, Math.floor(filters / 2));
  const all = times(depth + 1, x, (y) =>
    make.net.layer('Concatenate', { axis: -1 }, y, conv(make, y, growth)),
  );
  return conv(make, all, filters, { kernel: 1 });
};

/** Szegedy et al. 2015: branches with kernels of several sides, side by side. */
const inception = (make, x, filters, { depth }) =>
  times(depth, x, (y) => {
    const quarter = Math.max(4, Math.floor(filters / 4));
    const pooled = pool(make, y, 'MaxPooling', { pool_size: 3, strides: 1, padding: 'same' });
    return make.net.layer(
      'Concatenate',
      { axis: -1 },
      conv(make, y, quarter, { kernel: 1 }),
      conv(make, conv(make, y, quarter, { kernel: 1 }), quarter, { kernel: 3 }),
      conv(make, conv(make, y, quarter, { kernel: 1 }), quarter, { kernel: 5 }),
      conv(make, pooled, filters - 3 * quarter > 0 ? filters - 3 * quarter : quarter, { kernel: 1 }),
    );
  });

/** Yu, Koltun 2016; Bai et al. 2018 for signals: windows that reach farther from layer to layer. */
const dilated = (make, x, filters, { depth }) => {
  let y = channels(x) === filters ? x : conv(make, x, filters, { kernel: 1 });
  for (let at = 0; at <= depth; at++) {
    const branch = drop(make, conv(make, y, filters, { kernel: 3, dilation_rate: 2 ** at }));
    y = make.net.layer('Add', {}, y, branch);
  }
  return y;
};

/** Liu et al. 2022: a wide depthwise window, then two dense layers in place of convolutions of side 1. */
const modern = (make, x, filters, { depth }) => {
  const { net } = make;
  const begun = channels(x) === filters ? x : conv(make, x, filters, { kernel: 1 });
  return times(depth, begun, (y) => {
    const layer = y.shape.length === 3 ? 'DepthwiseConv2D' : 'DepthwiseConv1D';
    const window = net.layer(layer, { kernel_size: 7, padding: 'same' }, y);
    const wide = net.layer(
      'Dense',
      { units: 4 * filters, activation: 'gelu' },
      net.layer('LayerNormalization', {}, window),
    );
    return net.layer('Add', {}, y, net.layer('Dense', { units: filters }, wide));
  });
};

export const STAGES = {
  plain,
  residual,
  preactivated,
  bottleneck,
  'depthwise separable': depthwiseSeparable,
  inverted,
  separable: separated,
  'densely connected': denselyConnected,
  inception,
  dilated,
  modern,
};

/** Numbers that a network's stages share. */
export const stageArguments = (chance) => ({
  depth: chance.weighted([
    [3, 1],
    [4, 2],
    [1, 3],
  ]),
  groups: chance.pick([1, 1, 4, 8]),
  expansion: chance.pick([2, 3, 4, 6]),
  excite: chance.maybe(0.4),
});

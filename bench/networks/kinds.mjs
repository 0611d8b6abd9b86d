/** The kinds of things that a generated network has, by which a benchmark tells where time is lost. */

const of = (value) => (Array.isArray(value) ? Math.max(...value) : (value ?? 1));

/** A layer, and what is special about it. */
function kindsOfLayer({ layer, args }) {
  const [nested] = Object.keys(args);
  if (layer === 'Bidirectional') return [layer, nested];
  const special = [
    of(args.strides) > 1 && /Conv[12]D$/.test(layer) && `strided ${layer}`,
    of(args.dilation_rate) > 1 && `dilated ${layer}`,
    (args.groups ?? 1) > 1 && layer.startsWith('Conv') && `grouped ${layer}`,
    /^Conv[12]D$/.test(layer) && of(args.kernel_size) === 1 && `${layer} of side 1`,
  ].filter(Boolean);
  // Convolutions of side 1 are products: they are not told as convolutions too.
  return special.length > 0 ? special : [layer];
}

const activationOf = ({ layer, args = {} }) =>
  layer && typeof args.activation === 'string' && args.activation !== 'linear'
    ? [`activation ${args.activation}`]
    : [];

const batches = (batch) =>
  batch <= 20 ? 'batch 8 to 20' : batch <= 64 ? 'batch 24 to 64' : 'batch 65 to 256';

const goals = { classify: 'classifier', classifySteps: 'classifier', regress: 'regression' };

/** Names without repetition, sorted. */
export function kindsOf({ family, goal, networks, optimizer, frozen, batch, clip, cost, fields }) {
  const nodes = networks.flatMap((network) => network.nodes);
  const layers = nodes.filter(({ layer }) => layer && !['Activation', 'Flatten', 'Reshape'].includes(layer));
  const input = ['vectors', 'signals and series', 'images'][fields[0].shape.length - 1];
  return [
    ...new Set([
      `of ${input}`,
      goals[goal] ?? (/u-shaped/.test(family) ? 'u-shaped' : 'autoencoder'),
      ...layers.flatMap(kindsOfLayer),
      ...nodes.flatMap(activationOf),
      ...(nodes.some((node) => node.function === 'multiply') ? ['squeeze and excite'] : []),
      ...(networks.every(({ nodes: some }) => some.every(({ layer }) => !/Normalization/.test(layer ?? '')))
        ? ['no normalization']
        : []),
      `optimizer ${optimizer.name}`,
      batches(batch),
      ...frozen.map((name) => `frozen ${name}`),
      ...(clip === null ? [] : ['clipped gradients']),
      cost.flop < 1e9 ? 'below 1 GFLOP' : cost.flop < 8e9 ? '1 to 8 GFLOP' : 'above 8 GFLOP',
    ]),
  ].sort();
}

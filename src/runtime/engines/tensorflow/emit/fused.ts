/**
 * Calls that together are one operation of TensorFlow's, which does them in one pass and is known to its own fusions.
 * What they would have been made of stays in the graph, where nothing reads it, and TensorFlow leaves it out.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { float, type Name } from '../graph.js';
import type { Site } from '../site.js';

const T = 'float32';

const eitherWay = [
  ['a', 'b'],
  ['b', 'a'],
] as const;

const isWhole = (site: Site, id: ValueId | undefined): id is ValueId =>
  id !== undefined &&
  site.values.of(id).dtype === T &&
  site.values.of(id).shape.join() === site.out.shape.join();

/** Convolutions, to whose sums a bias for each channel is added. */
const convolutions = new Set(['Conv2D', 'Conv2DBackpropInput', 'DepthwiseConv2dNative', 'BatchMatMul']);

/** x + bias */
export function biased(site: Site): Name | null {
  if (site.out.dtype !== T) return null;
  for (const [x, bias] of eitherWay) {
    const [id, sides] = [site.id(x), site.shape(bias)];
    if (sides.length !== 1 || sides[0] !== site.out.shape.at(-1) || !isWhole(site, id)) continue;
    const rank = site.out.shape.length;
    if ((rank !== 2 && rank !== 4) || site.dtype(bias) !== T) continue;
    if (!convolutions.has(site.values.maker(id)?.kernel ?? '')) continue;
    return site.node('BiasAdd', [site.in(x), site.in(bias)], { T, data_format: { s: Buffer.from('NHWC') } });
  }
  return null;
}

/** dy * step(x), the gradient of relu */
export function reluSlope(site: Site): Name | null {
  for (const [dy, slope] of eitherWay) {
    const step = site.values.maker(site.id(slope));
    if (step?.kernel !== 'Step' || Number(step.attrs.alpha) !== 0) continue;
    const x = step.inputs.x;
    if (!isWhole(site, x) || !isWhole(site, site.id(dy))) continue;
    return site.node('ReluGrad', [site.in(dy), site.values.name(featuresOf(site, x, 'Relu'))], { T });
  }
  return null;
}

/** where(x > 0, dy, dy * alpha), the gradient of leakyRelu */
export function leakySlope(site: Site): Name | null {
  const [test, below] = [site.values.maker(site.id('condition')), site.values.maker(site.id('e'))];
  const dy = site.id('t');
  if (test?.kernel !== 'Greater' || site.values.number(test.inputs.b) !== 0) return null;
  if (below?.kernel !== 'Multiply') return null;
  const alpha = site.values.number(below.inputs.a === dy ? below.inputs.b : below.inputs.a);
  const x = test.inputs.a;
  if (alpha === undefined || !Object.values(below.inputs).includes(dy)) return null;
  if (!isWhole(site, x) || !isWhole(site, dy)) return null;
  const features = alpha > 0 ? featuresOf(site, x, 'LeakyRelu') : x;
  return site.node('LeakyReluGrad', [site.in('t'), site.values.name(features)], { T, alpha: float(alpha) });
}

/**
 * What an activation made of a value is above 0 just where the value is. Asking that, not the value, lets the activation
 * become part of the convolution before it.
 */
function featuresOf(site: Site, x: ValueId, kernel: string): ValueId {
  const { program } = site.values;
  const before = program.calls.indexOf(site.call);
  const made = program.calls.findIndex(
    (one: KernelCall) =>
      one.kernel === kernel && one.inputs.x === x && (kernel === 'Relu' || Number(one.attrs.alpha) > 0),
  );
  const call = program.calls[made];
  return call && made < before ? (call.outputs[0] as ValueId) : x;
}

/** x * cast(byte >= threshold): bytes are compared as they come. */
export function dropped(site: Site): Name | null {
  for (const [x, mask] of eitherWay) {
    const cast = site.values.maker(site.id(mask));
    if (cast?.kernel !== 'Cast' || cast.attrs.dtype !== T) continue;
    const kept = site.values.maker(cast.inputs.x);
    if (kept?.kernel !== 'GreaterEqual') continue;
    const bytes = site.values.bytes(kept.inputs.a as ValueId);
    const threshold = site.values.number(kept.inputs.b);
    if (bytes === null || threshold === undefined || threshold > 255 || site.dtype(x) !== T) continue;
    const test = site.node('GreaterEqual', [bytes, site.graph.number(threshold, 'uint8')], { T: 'uint8' });
    const numbers = site.cast(test, 'bool', T);
    return site.node('Mul', [site.in(x), numbers], { T });
  }
  return null;
}

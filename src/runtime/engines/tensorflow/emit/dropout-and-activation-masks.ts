/**
 * Dropout masks and activation derivatives (see passes/fuse-dropout-and-activation-masks.ts), and products with them.
 */
import type { ValueId } from '../../../capture/index.js';
import { commutedOperands } from '../../passes/index.js';
import { floatAttribute, type NodeOutput } from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';

const T = 'float32';

/** `scale` where a byte is at least the threshold, otherwise 0. */
const mask: TensorflowEmitter = (site) => {
  const { graph } = site;
  const threshold = site.attr<number>('threshold');
  const bytes = site.values.uint8Name(site.id('x'));
  // For rates near 1 the threshold is 256, beyond uint8.
  const type = bytes === null || threshold > 255 ? 'int32' : 'uint8';
  const x = type === 'uint8' && bytes !== null ? bytes : site.in('x', 'int32');
  const kept = site.node('GreaterEqual', [x, graph.number(threshold, type)], { T: type });
  const scale = site.attr<number>('scale');
  const numbers = site.cast(kept, 'bool', T);
  return scale === 1 ? numbers : site.node('Mul', [numbers, graph.number(scale)], { T });
};

/** `low` where x <= 0, `high` where x > 0. */
const slope: TensorflowEmitter = (site) => {
  const { graph } = site;
  const above = site.node('Greater', [site.in('x'), graph.number(0)], { T });
  return site.node(
    'SelectV2',
    [above, graph.number(site.attr<number>('high')), graph.number(site.attr<number>('low'))],
    { T },
  );
};

const isFloatOfOutputShape = (site: KernelCallSite, id: ValueId | undefined): id is ValueId =>
  id !== undefined &&
  site.values.value(id).dtype === T &&
  site.values.value(id).shape.join() === site.output.shape.join();

/** The gradient of relu or leakyRelu, in one pass; null for other products. */
export function emitActivationGradient(site: KernelCallSite): NodeOutput | null {
  for (const [dy, factor] of commutedOperands) {
    const maker = site.values.producer(site.id(factor));
    if (maker?.kernel !== '@Slope' || maker.attrs.high !== 1) continue;
    const x = maker.inputs.x;
    if (!isFloatOfOutputShape(site, x) || !isFloatOfOutputShape(site, site.id(dy))) continue;
    const inputs = [site.in(dy), site.values.name(x)];
    const low = Number(maker.attrs.low);
    return low === 0
      ? site.node('ReluGrad', inputs, { T })
      : site.node('LeakyReluGrad', inputs, { T, alpha: floatAttribute(low) });
  }
  return null;
}

export const tensorflowMaskEmitters: TensorflowEmitterTable = { '@Mask': mask, '@Slope': slope };

/** Masks of dropout, slopes of activations (see engines/passes/masks.ts), and what is multiplied by them. */
import type { ValueId } from '../../../capture/index.js';
import { commutedOperands } from '../../passes/index.js';
import { floatAttribute, type NodeOutput } from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';

const T = 'float32';

/** `scale` where a byte is the threshold or more, 0 elsewhere. */
const mask: TensorflowEmitter = (site) => {
  const { graph } = site;
  const threshold = site.attr<number>('threshold');
  const bytes = site.values.uint8Name(site.id('x'));
  // A rate near 1 asks for more than any byte has.
  const type = bytes === null || threshold > 255 ? 'int32' : 'uint8';
  const x = type === 'uint8' && bytes !== null ? bytes : site.in('x', 'int32');
  const kept = site.node('GreaterEqual', [x, graph.number(threshold, type)], { T: type });
  const scale = site.attr<number>('scale');
  const numbers = site.cast(kept, 'bool', T);
  return scale === 1 ? numbers : site.node('Mul', [numbers, graph.number(scale)], { T });
};

/** `low` where x is 0 or less, `high` where it is more. */
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

/** dy times the slope of relu or leakyRelu: their gradients, in one pass. */
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

/** Masks of dropout, slopes of activations (see engines/passes/masks.ts), and what is multiplied by them. */
import type { ValueId } from '../../../capture/index.js';
import { eitherWay } from '../../passes/index.js';
import { float, type Name } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';

const T = 'float32';

/** `scale` where a byte is the threshold or more, 0 elsewhere. */
const mask: Emitter = (site) => {
  const { graph } = site;
  const threshold = site.attr<number>('threshold');
  const bytes = site.values.bytes(site.id('x'));
  // A rate near 1 asks for more than any byte has.
  const type = bytes === null || threshold > 255 ? 'int32' : 'uint8';
  const x = type === 'uint8' && bytes !== null ? bytes : site.in('x', 'int32');
  const kept = site.node('GreaterEqual', [x, graph.number(threshold, type)], { T: type });
  const scale = site.attr<number>('scale');
  const numbers = site.cast(kept, 'bool', T);
  return scale === 1 ? numbers : site.node('Mul', [numbers, graph.number(scale)], { T });
};

/** `low` where x is 0 or less, `high` where it is more. */
const slope: Emitter = (site) => {
  const { graph } = site;
  const above = site.node('Greater', [site.in('x'), graph.number(0)], { T });
  return site.node(
    'SelectV2',
    [above, graph.number(site.attr<number>('high')), graph.number(site.attr<number>('low'))],
    { T },
  );
};

const isWhole = (site: Site, id: ValueId | undefined): id is ValueId =>
  id !== undefined &&
  site.values.of(id).dtype === T &&
  site.values.of(id).shape.join() === site.out.shape.join();

/** dy times the slope of relu or leakyRelu: their gradients, in one pass. */
export function timesSlope(site: Site): Name | null {
  for (const [dy, factor] of eitherWay) {
    const maker = site.values.maker(site.id(factor));
    if (maker?.kernel !== '@Slope' || maker.attrs.high !== 1) continue;
    const x = maker.inputs.x;
    if (!isWhole(site, x) || !isWhole(site, site.id(dy))) continue;
    const inputs = [site.in(dy), site.values.name(x)];
    const low = Number(maker.attrs.low);
    return low === 0
      ? site.node('ReluGrad', inputs, { T })
      : site.node('LeakyReluGrad', inputs, { T, alpha: float(low) });
  }
  return null;
}

export const masks: EmitterTable = { '@Mask': mask, '@Slope': slope };

/** Kernels that work number by number. */
import type { DType, ValueId } from '../../../capture/index.js';
import { float, type Attributes, type Name } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';
import { plusBias } from './bias.js';
import { timesSlope } from './masks.js';

/** TensorFlow does no arithmetic on truth: tfjs counts it as 0 and 1. */
const counted = (type: DType): 'float32' | 'int32' => (type === 'bool' ? 'int32' : type);

const order: Readonly<Record<string, readonly string[]>> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

const operandsOf = (site: Site): readonly string[] =>
  order[site.call.kernel] ?? ('a' in site.call.inputs ? ['a', 'b'] : site.list);

/** The type in which an operation counts: the widest of its operands'. */
const common = (site: Site): 'float32' | 'int32' =>
  operandsOf(site).some((name) => site.dtype(name) === 'float32') ? 'float32' : 'int32';

const all = (site: Site, type: 'float32' | 'int32'): Name[] =>
  operandsOf(site).map((name) => site.in(name, type));

/** An operation of the same meaning that has all types of numbers. */
const as =
  (op: string): Emitter =>
  (site) => {
    const type = common(site);
    return site.give(site.node(op, all(site, type), { T: type }), type);
  };

/** An operation that has only fractions. */
const real =
  (op: string, attributes: (site: Site) => Attributes = () => ({})): Emitter =>
  (site) =>
    site.give(site.node(op, all(site, 'float32'), { T: 'float32', ...attributes(site) }), 'float32');

/** A question: yes or no. */
const question =
  (op: string, fractions = false): Emitter =>
  (site) => {
    const type = fractions ? 'float32' : common(site);
    return site.node(op, all(site, type), { T: type });
  };

const logical =
  (op: string): Emitter =>
  (site) =>
    site.node(
      op,
      operandsOf(site).map((name) => site.in(name, 'bool')),
    );

/** In fractions: a limit may be infinite. */
const clip: Emitter = (site) => {
  const T = 'float32';
  const limit = (name: string) => site.graph.number(site.attr<number>(name));
  const limits = [limit('clipValueMin'), limit('clipValueMax')];
  return site.give(site.node('ClipByValue', [site.in('x', T), ...limits], { T }), T);
};

/** Whole numbers stay as they are. */
const rounding =
  (op: string): Emitter =>
  (site) =>
    site.dtype('x') === 'float32'
      ? site.node(op, [site.in('x')], { T: 'float32' })
      : site.in('x', site.out.dtype);

/** 1 where x is more than 0, alpha elsewhere. */
const step: Emitter = (site) => {
  const type = counted(site.dtype('x'));
  const x = site.in('x', type);
  const { graph } = site;
  const above = site.node('Greater', [x, graph.number(0, type)], { T: type });
  const alpha = site.attr<number>('alpha');
  if (alpha === 0) return site.cast(above, 'bool', site.out.dtype);
  const chosen = site.node('SelectV2', [above, graph.number(1, type), graph.number(alpha, type)], {
    T: type,
  });
  return site.give(chosen, type);
};

const prelu: Emitter = (site) => {
  const [x, alpha] = [site.in('x', 'float32'), site.in('alpha', 'float32')];
  const T = 'float32';
  const below = site.node('Less', [x, site.graph.number(0)], { T });
  return site.node('SelectV2', [below, site.node('Mul', [x, alpha], { T }), x], { T });
};

/** `scale * x` above 0, `scale * alpha * (exp(x) - 1)` below: TensorFlow's own subtract 1 from what was rounded near it. */
const exponentialUnit =
  (scale: number, alpha: number): Emitter =>
  (site) => {
    const T = 'float32';
    const x = site.in('x', T);
    const { graph } = site;
    const times = (value: Name, factor: number) =>
      factor === 1 ? value : site.node('Mul', [value, graph.number(factor)], { T });
    const low = site.node('Expm1', [site.node('Minimum', [x, graph.number(0)], { T })], { T });
    const above = site.node('Relu', [x], { T });
    return site.node('AddV2', [times(above, scale), times(low, scale * alpha)], { T });
  };

/** The slope of y = elu(x): 1 above 0, y + 1 below. */
const eluGradient: Emitter = (site) =>
  site.node('EluGrad', [site.in('dy', 'float32'), site.in('y', 'float32')], { T: 'float32' });

const select: Emitter = (site) => {
  const type = site.out.dtype;
  const shape = site.out.shape;
  const sides = site.shape('condition');
  const read = site.in('condition', 'bool');
  // A vector as the condition chooses rows.
  const rows = sides.length === 1 && shape.length > 1;
  const test = rows ? site.reshape(read, 'bool', [...sides, ...shape.slice(1).map(() => 1)]) : read;
  return site.node('SelectV2', [test, site.in('t', type), site.in('e', type)], { T: type });
};

const add: Emitter = (site) => plusBias(site) ?? as('AddV2')(site);

const multiply: Emitter = (site) => timesSlope(site) ?? as('Mul')(site);

const linear = new Set(['Add', 'AddN', 'Sub', 'Multiply', 'RealDiv', 'Neg']);

/** Whether a value comes of another by sums and products alone: it may be a multiple of it. */
function mayBeMultiple(site: Site, made: ValueId, of: ValueId): boolean {
  const seen = new Set<ValueId>();
  const comesOf = (id: ValueId): boolean => {
    if (id === of) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    const maker = site.values.maker(id);
    return maker !== undefined && linear.has(maker.kernel) && Object.values(maker.inputs).some(comesOf);
  };
  return made !== of && comesOf(made);
}

/**
 * TensorFlow makes LeakyRelu of max(alpha x, x), whatever alpha is (FindMulAndMaximum in grappler's remapper.cc), and for
 * alpha above 1 that is the smaller of the two. So where it could find this, it is written as a choice.
 */
const maximum: Emitter = (site) => {
  const [a, b] = [site.id('a'), site.id('b')];
  if (!mayBeMultiple(site, a, b) && !mayBeMultiple(site, b, a)) return as('Maximum')(site);
  const type = common(site);
  const [left, right] = all(site, type) as [Name, Name];
  const less = site.node('Less', [left, right], { T: type });
  return site.give(site.node('SelectV2', [less, right, left], { T: type }), type);
};

const sum: Emitter = (site) => {
  const type = common(site);
  const parts = all(site, type);
  const [first = '', ...rest] = parts;
  const same = site.list.every((name) => site.shape(name).join() === site.out.shape.join());
  if (same) return site.give(site.node('AddN', parts, { N: { i: parts.length }, T: type }), type);
  return site.give(
    rest.reduce((so, part) => site.node('AddV2', [so, part], { T: type }), first),
    type,
  );
};

const table = (names: string, make: (op: string) => Emitter): EmitterTable =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [kernel = '', op = kernel] = entry.split(':');
        return [kernel, make(op)];
      }),
  );

export const elementwise: EmitterTable = {
  ...table('Abs Neg Sign Square Sub Minimum SquaredDifference FloorDiv Mod:FloorMod', as),
  ...table(
    `Exp Expm1 Log Log1p Reciprocal Rsqrt Sqrt Erf Relu Relu6 Sigmoid Softplus
     Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan Tanh Atan2 Pow RealDiv`,
    (op) => real(op),
  ),
  ...table('Ceil Floor Round', rounding),
  ...table('Equal NotEqual Greater GreaterEqual Less LessEqual', (op) => question(op)),
  ...table('IsFinite IsInf IsNan', (op) => question(op, true)),
  ...table('LogicalAnd LogicalOr LogicalNot', logical),
  Add: add,
  AddN: sum,
  Maximum: maximum,
  Multiply: multiply,
  ClipByValue: clip,
  Elu: exponentialUnit(1, 1),
  /** Klambauer et al. 2017. */
  Selu: exponentialUnit(1.0507009873554805, 1.6732632423543772),
  LeakyRelu: real('LeakyRelu', (site) => ({ alpha: float(site.attr('alpha')) })),
  Step: step,
  Prelu: prelu,
  EluGrad: eluGradient,
  Select: select,
  Cast: (site) => site.in('x', site.out.dtype),
  Identity: (site) => site.in('x'),
};

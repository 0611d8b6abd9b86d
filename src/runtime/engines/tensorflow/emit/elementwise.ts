/** Element-wise kernels. */
import type { DType, ValueId } from '../../../capture/index.js';
import { floatAttribute, type TensorflowAttributes, type NodeOutput } from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';
import { emitBiasAdd } from './bias-add.js';
import { emitActivationGradient } from './dropout-and-activation-masks.js';

/** TensorFlow has no arithmetic on booleans, which tfjs counts as 0 and 1. */
const boolAsInt32 = (type: DType): 'float32' | 'int32' => (type === 'bool' ? 'int32' : type);

const operandOrder: Readonly<Record<string, readonly string[]>> = {
  Prelu: ['x', 'alpha'],
  EluGrad: ['dy', 'y'],
};

const operandsOf = (site: KernelCallSite): readonly string[] =>
  operandOrder[site.call.kernel] ?? ('a' in site.call.inputs ? ['a', 'b'] : site.listInputNames);

/** The type of the computation: the widest of the operands. */
const arithmeticType = (site: KernelCallSite): 'float32' | 'int32' =>
  operandsOf(site).some((name) => site.dtype(name) === 'float32') ? 'float32' : 'int32';

const operandsAs = (site: KernelCallSite, type: 'float32' | 'int32'): NodeOutput[] =>
  operandsOf(site).map((name) => site.in(name, type));

/** For kernels with an equivalent operation that supports all numeric types. */
const sameOperation =
  (op: string): TensorflowEmitter =>
  (site) => {
    const type = arithmeticType(site);
    return site.castToOutputType(site.node(op, operandsAs(site, type), { T: type }), type);
  };

/** For kernels with an equivalent operation that is defined for floats only. */
const float32Operation =
  (op: string, attributes: (site: KernelCallSite) => TensorflowAttributes = () => ({})): TensorflowEmitter =>
  (site) =>
    site.castToOutputType(
      site.node(op, operandsAs(site, 'float32'), { T: 'float32', ...attributes(site) }),
      'float32',
    );

/** Predicates. */
const predicate =
  (op: string, floatOnly = false): TensorflowEmitter =>
  (site) => {
    const type = floatOnly ? 'float32' : arithmeticType(site);
    return site.node(op, operandsAs(site, type), { T: type });
  };

const logical =
  (op: string): TensorflowEmitter =>
  (site) =>
    site.node(
      op,
      operandsOf(site).map((name) => site.in(name, 'bool')),
    );

/** Computed in float32, since a limit may be infinite. */
const clip: TensorflowEmitter = (site) => {
  const T = 'float32';
  const limit = (name: string) => site.graph.number(site.attr<number>(name));
  const limits = [limit('clipValueMin'), limit('clipValueMax')];
  return site.castToOutputType(site.node('ClipByValue', [site.in('x', T), ...limits], { T }), T);
};

/** Rounding; the identity on integers. */
const rounding =
  (op: string): TensorflowEmitter =>
  (site) =>
    site.dtype('x') === 'float32'
      ? site.node(op, [site.in('x')], { T: 'float32' })
      : site.in('x', site.output.dtype);

/** 1 where x > 0, otherwise alpha. */
const step: TensorflowEmitter = (site) => {
  const type = boolAsInt32(site.dtype('x'));
  const x = site.in('x', type);
  const { graph } = site;
  const above = site.node('Greater', [x, graph.number(0, type)], { T: type });
  const alpha = site.attr<number>('alpha');
  if (alpha === 0) return site.cast(above, 'bool', site.output.dtype);
  const chosen = site.node('SelectV2', [above, graph.number(1, type), graph.number(alpha, type)], {
    T: type,
  });
  return site.castToOutputType(chosen, type);
};

const prelu: TensorflowEmitter = (site) => {
  const [x, alpha] = [site.in('x', 'float32'), site.in('alpha', 'float32')];
  const T = 'float32';
  const below = site.node('Less', [x, site.graph.number(0)], { T });
  return site.node('SelectV2', [below, site.node('Mul', [x, alpha], { T }), x], { T });
};

/** `scale * x` for x > 0, otherwise `scale * alpha * (exp(x) - 1)`: TensorFlow's Elu and Selu cancel near 0. */
const exponentialUnit =
  (scale: number, alpha: number): TensorflowEmitter =>
  (site) => {
    const T = 'float32';
    const x = site.in('x', T);
    const { graph } = site;
    const times = (value: NodeOutput, factor: number) =>
      factor === 1 ? value : site.node('Mul', [value, graph.number(factor)], { T });
    const low = site.node('Expm1', [site.node('Minimum', [x, graph.number(0)], { T })], { T });
    const above = site.node('Relu', [x], { T });
    return site.node('AddV2', [times(above, scale), times(low, scale * alpha)], { T });
  };

/** The gradient of y = elu(x): dy for y > 0, otherwise dy (y + 1). */
const eluGradient: TensorflowEmitter = (site) =>
  site.node('EluGrad', [site.in('dy', 'float32'), site.in('y', 'float32')], { T: 'float32' });

const select: TensorflowEmitter = (site) => {
  const type = site.output.dtype;
  const shape = site.output.shape;
  const conditionShape = site.shape('condition');
  const condition = site.in('condition', 'bool');
  // A vector condition selects rows.
  const rows = conditionShape.length === 1 && shape.length > 1;
  const test = rows
    ? site.reshape(condition, 'bool', [...conditionShape, ...shape.slice(1).map(() => 1)])
    : condition;
  return site.node('SelectV2', [test, site.in('t', type), site.in('e', type)], { T: type });
};

const add: TensorflowEmitter = (site) => emitBiasAdd(site) ?? sameOperation('AddV2')(site);

const multiply: TensorflowEmitter = (site) => emitActivationGradient(site) ?? sameOperation('Mul')(site);

const linearKernels = new Set(['Add', 'AddN', 'Sub', 'Multiply', 'RealDiv', 'Neg']);

/** Whether one value may be a multiple of the other (linear in it). */
function mayBeMultiple(site: KernelCallSite, value: ValueId, base: ValueId): boolean {
  const visited = new Set<ValueId>();
  const dependsLinearly = (id: ValueId): boolean => {
    if (id === base) return true;
    if (visited.has(id)) return false;
    visited.add(id);
    const producer = site.values.producer(id);
    return (
      producer !== undefined &&
      linearKernels.has(producer.kernel) &&
      Object.values(producer.inputs).some(dependsLinearly)
    );
  };
  return value !== base && dependsLinearly(value);
}

/**
 * Grappler rewrites max(a x, x) to LeakyRelu for any a (FindMulAndMaximum in remapper.cc), which is wrong for a > 1;
 * such maxima are emitted as SelectV2.
 */
const maximum: TensorflowEmitter = (site) => {
  const [a, b] = [site.id('a'), site.id('b')];
  if (!mayBeMultiple(site, a, b) && !mayBeMultiple(site, b, a)) return sameOperation('Maximum')(site);
  const type = arithmeticType(site);
  const [left, right] = operandsAs(site, type) as [NodeOutput, NodeOutput];
  const less = site.node('Less', [left, right], { T: type });
  return site.castToOutputType(site.node('SelectV2', [less, right, left], { T: type }), type);
};

const addN: TensorflowEmitter = (site) => {
  const type = arithmeticType(site);
  const parts = operandsAs(site, type);
  const [first = '', ...rest] = parts;
  const same = site.listInputNames.every((name) => site.shape(name).join() === site.output.shape.join());
  if (same) return site.castToOutputType(site.node('AddN', parts, { N: { i: parts.length }, T: type }), type);
  return site.castToOutputType(
    rest.reduce((sum, part) => site.node('AddV2', [sum, part], { T: type }), first),
    type,
  );
};

const emittersByName = (names: string, make: (op: string) => TensorflowEmitter): TensorflowEmitterTable =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [kernel = '', op = kernel] = entry.split(':');
        return [kernel, make(op)];
      }),
  );

export const tensorflowElementwiseEmitters: TensorflowEmitterTable = {
  ...emittersByName('Abs Neg Sign Square Sub Minimum SquaredDifference FloorDiv Mod:FloorMod', sameOperation),
  ...emittersByName(
    `Exp Expm1 Log Log1p Reciprocal Rsqrt Sqrt Erf Relu Relu6 Sigmoid Softplus
     Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan Tanh Atan2 Pow RealDiv`,
    (op) => float32Operation(op),
  ),
  ...emittersByName('Ceil Floor Round', rounding),
  ...emittersByName('Equal NotEqual Greater GreaterEqual Less LessEqual', (op) => predicate(op)),
  ...emittersByName('IsFinite IsInf IsNan', (op) => predicate(op, true)),
  ...emittersByName('LogicalAnd LogicalOr LogicalNot', logical),
  Add: add,
  AddN: addN,
  Maximum: maximum,
  Multiply: multiply,
  ClipByValue: clip,
  Elu: exponentialUnit(1, 1),
  /** Klambauer et al. 2017. */
  Selu: exponentialUnit(1.0507009873554805, 1.6732632423543772),
  LeakyRelu: float32Operation('LeakyRelu', (site) => ({ alpha: floatAttribute(site.attr('alpha')) })),
  Step: step,
  Prelu: prelu,
  EluGrad: eluGradient,
  Select: select,
  Cast: (site) => site.in('x', site.output.dtype),
  Identity: (site) => site.in('x'),
};

/** Kernels that work number by number, in whatever layout their operands have. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { dims, plain, product, type Layout } from '../layout/index.js';
import type { Attributes, Name } from '../model/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';
import { HUGE } from './extremes.js';

/** Makes a value from its operands' names. */
type Formula = (lowering: Lowering, operands: Name[], call: KernelCall) => Name;

const order: Readonly<Record<string, readonly string[]>> = {
  Select: ['condition', 't', 'e'],
  Prelu: ['x', 'alpha'],
  EluGrad: ['dy', 'y'],
};

function operandsOf(call: KernelCall): ValueId[] {
  const names = order[call.kernel] ?? ('a' in call.inputs ? ['a', 'b'] : Object.keys(call.inputs).sort());
  return names.map((name) => call.inputs[name] as ValueId);
}

/**
 * Dimensions of 1 at the end, taken away. Against a scalar onnxruntime would go over such a tensor number by number,
 * thirty times as slowly as over one whose last dimension is long (1.2 ms for 100,000 numbers).
 */
function withoutOnes(sides: readonly number[]): readonly number[] {
  const end = sides.findLastIndex((side) => side !== 1) + 1;
  return end === 0 ? sides : sides.slice(0, end);
}

const each =
  (formula: Formula): Emitter =>
  (lowering, call) => {
    const out = call.outputs[0] as ValueId;
    const layout = lowering.free(call);
    const shape = lowering.shape(out);
    const ids = operandsOf(call);
    const names = ids.map((id) => lowering.operand(id, shape, layout));
    const sides = dims(layout);
    const short = withoutOnes(sides);
    const whole = ids.map((id) => lowering.shape(id).join() === shape.join());
    const simple = ids.every((id, at) => whole[at] || product(lowering.shape(id)) === 1);
    if (short.length === sides.length || !simple || whole.every(Boolean)) {
      lowering.set(out, formula(lowering, names, call), layout);
      return;
    }
    const { graph } = lowering;
    const read = names.map((name, at) => graph.reshape(name, whole[at] ? short : []));
    lowering.set(out, graph.reshape(formula(lowering, read, call), sides), layout);
  };

/** An operator of the same meaning. */
const as = (op: string, attributes: Attributes = {}): Emitter =>
  each(({ graph }, operands) => graph.op(op, operands, attributes));

/** Arithmetic, which ONNX does not do on truth: tfjs counts it as 0 and 1. */
const arithmetic = (formula: Formula): Emitter =>
  each((lowering, operands, call) => {
    const { graph } = lowering;
    const wide = operandsOf(call).map((id, at) => {
      const name = operands[at] as Name;
      return lowering.dtype(id) === 'bool' ? graph.cast(name, 'int32') : name;
    });
    const made = formula(lowering, wide, call);
    return lowering.dtype(call.outputs[0] as ValueId) === 'bool' ? graph.cast(made, 'bool') : made;
  });

const number = (lowering: Lowering, call: KernelCall, value: number): Name => {
  const first = operandsOf(call)[0] as ValueId;
  return lowering.graph.number(value, lowering.dtype(first) === 'float32' ? 'float32' : 'int32');
};

const two = (operands: Name[]): [Name, Name] => [operands[0] as Name, operands[1] as Name];
const one = (operands: Name[]): Name => operands[0] as Name;

const step: Emitter = each((lowering, operands, call) => {
  const { graph } = lowering;
  const x = one(operands);
  const alpha = Number(call.attrs.alpha);
  if (lowering.dtype(call.outputs[0] as ValueId) !== 'float32') {
    const above = graph.op('Greater', [x, number(lowering, call, 0)]);
    return graph.op('Where', [above, number(lowering, call, 1), number(lowering, call, alpha)]);
  }
  const mask = graph.op('HardSigmoid', [x], { alpha: { float: HUGE }, beta: { float: 0 } });
  if (alpha === 0) return mask;
  return graph.op('Add', [graph.op('Mul', [mask, graph.number(1 - alpha)]), graph.number(alpha)]);
});

/** tan(a/2) is what keeps the digits of small numbers: exp(x) - 1 = tanh(x/2) (exp(x) + 1). */
const expm1: Formula = ({ graph }, operands) => {
  const x = one(operands);
  const half = graph.op('Tanh', [graph.op('Mul', [x, graph.number(0.5)])]);
  return graph.op('Mul', [half, graph.op('Add', [graph.op('Exp', [x]), graph.number(1)])]);
};

/** log(u) x / (u - 1) with u = 1 + x as it was rounded (Kahan). */
const log1p: Formula = ({ graph }, operands) => {
  const x = one(operands);
  const u = graph.op('Add', [x, graph.number(1)]);
  const ratio = graph.op('Div', [x, graph.op('Sub', [u, graph.number(1)])]);
  const precise = graph.op('Mul', [graph.op('Log', [u]), ratio]);
  return graph.op('Where', [graph.op('Equal', [u, graph.number(1)]), x, precise]);
};

/** The remainder has the sign of the divisor. */
const floorMod = ({ graph }: Lowering, a: Name, b: Name, float: boolean): Name => {
  if (!float) return graph.op('Mod', [a, b]);
  const rest = graph.op('Mod', [a, b], { fmod: 1 });
  return graph.op('Mod', [graph.op('Add', [rest, b]), b], { fmod: 1 });
};

const floorDiv: Formula = (lowering, operands, call) => {
  const { graph } = lowering;
  const [a, b] = two(operands);
  if (lowering.dtype(lowering.input(call, 'a')) === 'float32') {
    return graph.cast(graph.op('Floor', [graph.op('Div', [a, b])]), 'int32');
  }
  return graph.op('Div', [graph.op('Sub', [a, floorMod(lowering, a, b, false)]), b]);
};

const atan2: Formula = ({ graph }, operands) => {
  const [y, x] = two(operands);
  const zero = graph.number(0);
  const angle = graph.op('Atan', [graph.op('Div', [y, x])]);
  const half = graph.op('Where', [
    graph.op('Less', [y, zero]),
    graph.number(-Math.PI),
    graph.number(Math.PI),
  ]);
  const turned = graph.op('Where', [graph.op('Less', [x, zero]), graph.op('Add', [angle, half]), angle]);
  const nothing = graph.op('And', [graph.op('Equal', [x, zero]), graph.op('Equal', [y, zero])]);
  return graph.op('Where', [nothing, zero, turned]);
};

const cast: Emitter = each((lowering, operands, call) => {
  const x = one(operands);
  const { graph } = lowering;
  const [from, to] = [lowering.dtype(lowering.input(call, 'x')), lowering.dtype(call.outputs[0] as ValueId)];
  return from === to ? graph.op('Identity', [x]) : graph.cast(x, to);
});

const select: Emitter = (lowering, call) => {
  const out = call.outputs[0] as ValueId;
  const shape = lowering.shape(out);
  const layout = lowering.free(call);
  const type = lowering.dtype(out);
  const [condition, t, e] = ['condition', 't', 'e'].map((name) => lowering.input(call, name)) as [
    ValueId,
    ValueId,
    ValueId,
  ];
  const side = (id: ValueId) => {
    const name = lowering.operand(id, shape, layout);
    return lowering.dtype(id) === type ? name : lowering.graph.cast(name, type);
  };
  // A vector as the condition chooses rows.
  const rows = lowering.shape(condition).length === 1 && shape.length > 1;
  const chosen: Layout = rows ? plain(shape) : layout;
  const test = rows
    ? lowering.graph.reshape(lowering.get(condition), [
        ...lowering.shape(condition),
        ...shape.slice(1).map(() => 1),
      ])
    : lowering.operand(condition, shape, layout);
  const sides = rows
    ? [lowering.operand(t, shape, chosen), lowering.operand(e, shape, chosen)]
    : [side(t), side(e)];
  lowering.set(out, lowering.graph.op('Where', [test, ...sides]), chosen);
};

const direct: Readonly<Record<string, string>> = Object.fromEntries(
  `Ceil Floor Log Reciprocal Round Sqrt Acos Acosh Asin Asinh Atan Atanh Cos Cosh Erf Sin Sinh Tan Tanh
   Sigmoid Softplus IsInf Identity`
    .split(/\s+/)
    .map((name) => [name, name])
    .concat([
      ['IsNan', 'IsNaN'],
      ['LogicalNot', 'Not'],
      ['LogicalAnd', 'And'],
      ['LogicalOr', 'Or'],
    ]),
);

const counted: Readonly<Record<string, string>> = {
  Abs: 'Abs',
  Neg: 'Neg',
  Sign: 'Sign',
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
};

/** Comparisons are of numbers; truth is counted as 0 and 1. */
const comparison = (op: string): Emitter =>
  each((lowering, operands, call) => {
    const { graph } = lowering;
    const wide = operandsOf(call).map((id, at) =>
      lowering.dtype(id) === 'bool' ? graph.cast(operands[at] as Name, 'int32') : (operands[at] as Name),
    );
    return graph.op(op, wide);
  });

const float = (formula: Formula): Emitter =>
  each((lowering, operands, call) => {
    const wide = operandsOf(call).map((id, at) =>
      lowering.dtype(id) === 'float32'
        ? (operands[at] as Name)
        : lowering.graph.cast(operands[at] as Name, 'float32'),
    );
    const made = formula(lowering, wide, call);
    const to = lowering.dtype(call.outputs[0] as ValueId);
    return to === 'float32' ? made : lowering.graph.cast(made, to);
  });

export const elementwise: EmitterTable = {
  ...Object.fromEntries(Object.entries(direct).map(([kernel, op]) => [kernel, as(op)])),
  ...Object.fromEntries(
    Object.entries(counted).map(([kernel, op]) => [
      kernel,
      arithmetic(({ graph }, operands) => graph.op(op, operands)),
    ]),
  ),
  Exp: float(({ graph }, operands) => graph.op('Exp', operands)),
  Relu: float(({ graph }, operands) => graph.op('Relu', operands)),
  Elu: float(({ graph }, operands) => graph.op('Elu', operands, { alpha: { float: 1 } })),
  Selu: float(({ graph }, operands) =>
    graph.op('Selu', operands, {
      alpha: { float: 1.6732632423543772 },
      gamma: { float: 1.0507009873554805 },
    }),
  ),
  Relu6: float(({ graph }, operands) => graph.op('Clip', [one(operands), graph.number(0), graph.number(6)])),
  ClipByValue: float(({ graph }, operands, { attrs }) =>
    graph.op('Clip', [
      one(operands),
      graph.number(Number(attrs.clipValueMin)),
      graph.number(Number(attrs.clipValueMax)),
    ]),
  ),
  LeakyRelu: float(({ graph }, operands, { attrs }) =>
    graph.op('LeakyRelu', operands, { alpha: { float: Number(attrs.alpha) } }),
  ),
  Prelu: each(({ graph }, operands) => {
    const [x, alpha] = two(operands);
    return graph.op('Where', [graph.op('Less', [x, graph.number(0)]), graph.op('Mul', [x, alpha]), x]);
  }),
  EluGrad: each(({ graph }, operands) => {
    const [dy, y] = two(operands);
    const below = graph.op('Min', [y, graph.number(0)]);
    return graph.op('Mul', [dy, graph.op('Add', [below, graph.number(1)])]);
  }),
  Expm1: each(expm1),
  Log1p: each(log1p),
  Rsqrt: each(({ graph }, operands) => graph.op('Reciprocal', [graph.op('Sqrt', operands)])),
  Square: arithmetic(({ graph }, operands) => graph.op('Mul', [one(operands), one(operands)])),
  SquaredDifference: arithmetic(({ graph }, operands) => {
    const difference = graph.op('Sub', operands);
    return graph.op('Mul', [difference, difference]);
  }),
  AddN: arithmetic(({ graph }, operands) =>
    operands.reduce((sum, operand) => graph.op('Add', [sum, operand])),
  ),
  IsFinite: each(({ graph }, operands) =>
    graph.op('Not', [graph.op('Or', [graph.op('IsInf', operands), graph.op('IsNaN', operands)])]),
  ),
  Step: step,
  Mod: each((lowering, operands, call) =>
    floorMod(lowering, ...two(operands), lowering.dtype(lowering.input(call, 'a')) === 'float32'),
  ),
  FloorDiv: each(floorDiv),
  Atan2: each(atan2),
  Equal: comparison('Equal'),
  NotEqual: each((lowering, operands) => lowering.graph.op('Not', [lowering.graph.op('Equal', operands)])),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Cast: cast,
  Select: select,
};

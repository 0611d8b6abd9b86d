/** Kernels that work number by number. */
import type { DType } from '../../../capture/index.js';
import type { Graph } from '../graph.js';
import { cast, input, listed, operandFor, output, type EmitterTable, type Emitter } from '../lowering.js';

type Apply = (graph: Graph, x: string, attrs: Readonly<Record<string, unknown>>) => string;

/** One operand. Where ONNX knows the operator for floats alone, whole numbers take the way round. */
const unary =
  (apply: Apply, types: 'any' | 'float' = 'float'): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [x, out] = [input(call, 'x'), output(call)];
    const layout = lowering.layout(out);
    const [from, to] = [lowering.dtype(x), lowering.dtype(out)];
    const given = lowering.get(x, layout);
    const round = types === 'float' && from !== 'float32';
    const applied = apply(graph, round ? cast(graph, given, 'float32') : given, call.attrs);
    lowering.set(out, round && to !== 'float32' ? cast(graph, applied, to) : applied);
  };

const plain = (type: string): Emitter => unary((graph, x) => graph.op(type, [x]));

type Combine = (graph: Graph, a: string, b: string) => string;

/** Two operands, broadcast. Truth values are counted as numbers where ONNX does not know them. */
const binary =
  (combine: Combine, compute: (dtype: DType) => DType = (dtype) => dtype): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const out = output(call);
    const layout = lowering.layout(out);
    const wanted = compute(lowering.dtype(input(call, 'a')));
    const [a, b] = [input(call, 'a'), input(call, 'b')].map((id) => {
      const name = operandFor(lowering, id, layout);
      return lowering.dtype(id) === wanted ? name : cast(graph, name, wanted);
    });
    const made = combine(graph, a!, b!);
    lowering.set(out, made);
  };

const numbers = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);

const arithmetic = (type: string): Emitter => binary((graph, a, b) => graph.op(type, [a, b]), numbers);

/** Comparisons give truth values whatever they compare. */
const comparison = (type: string, negated = false): Emitter =>
  binary((graph, a, b) => {
    const made = graph.op(type, [a, b]);
    return negated ? graph.op('Not', [made]) : made;
  }, numbers);

const logical = (type: string): Emitter => binary((graph, a, b) => graph.op(type, [a, b]));

/** Computed as floats, given back as what the kernel says. */
const byFloat =
  (combine: Combine): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    binary(combine, () => 'float32')(call, lowering);
    const out = output(call);
    const to = lowering.dtype(out);
    if (to !== 'float32') lowering.set(out, cast(graph, lowering.get(out, lowering.layout(out)), to));
  };

/** 1 above zero and 0 elsewhere in one vectorized pass: min(1, max(0, 2^64 x)). */
const above = (graph: Graph, x: string): string =>
  graph.op('HardSigmoid', [x], { alpha: { float: 2 ** 64 }, beta: { float: 0 } });

const step: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  // After a ReLU the sign is the same, and the sum before it need not be kept.
  const activated = lowering
    .readers(x)
    .find(
      ({ kernel, attrs }) => kernel === 'Relu' || (kernel === 'LeakyRelu' && (attrs.alpha as number) > 0),
    );
  const source = activated ? output(activated) : x;
  const given = lowering.get(source, layout);
  const alpha = Number(call.attrs.alpha ?? 0);
  if (lowering.dtype(x) === 'float32') {
    const mask = above(graph, given);
    lowering.set(out, alpha === 0 ? mask : graph.op('Max', [mask, graph.number(alpha)]));
    if (alpha < 0 || alpha > 1) {
      const positive = graph.op('Greater', [given, graph.number(0)]);
      lowering.set(out, graph.op('Where', [positive, graph.number(1), graph.number(alpha)]));
    }
    return;
  }
  const positive = graph.op('Greater', [cast(graph, given, 'float32'), graph.number(0)]);
  const value = graph.op('Where', [positive, graph.number(1), graph.number(alpha)]);
  lowering.set(out, cast(graph, value, lowering.dtype(out)));
};

const prelu: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const layout = lowering.layout(out);
  const x = operandFor(lowering, input(call, 'x'), layout);
  const alpha = operandFor(lowering, input(call, 'alpha'), layout);
  const negative = graph.op('Less', [x, graph.number(0)]);
  lowering.set(out, graph.op('Where', [negative, graph.op('Mul', [alpha, x]), x]));
};

const eluGrad: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const layout = lowering.layout(out);
  const [dy, y] = [lowering.get(input(call, 'dy'), layout), lowering.get(input(call, 'y'), layout)];
  // For y below zero the slope is y + 1, above it is 1.
  const slope = graph.op('Min', [graph.op('Add', [y, graph.number(1)]), graph.number(1)]);
  lowering.set(out, graph.op('Mul', [dy, slope]));
};

const select: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const layout = lowering.layout(out);
  const condition = input(call, 'condition');
  const [shape, sides] = [lowering.shape(condition), lowering.shape(out)];
  // A vector chooses whole examples.
  const vector = shape.length === 1 && sides.length > 1;
  const chosen = vector
    ? graph.op('Reshape', [lowering.get(condition), graph.ints([shape[0]!, ...sides.slice(1).map(() => 1)])])
    : operandFor(lowering, condition, layout);
  const to = lowering.dtype(out);
  const compute: DType = to === 'bool' ? 'int32' : to;
  const [t, e] = [input(call, 't'), input(call, 'e')].map((id) => {
    const name = operandFor(lowering, id, layout);
    return lowering.dtype(id) === compute ? name : cast(graph, name, compute);
  });
  const condition1 = lowering.dtype(condition) === 'bool' ? chosen : cast(graph, chosen, 'bool');
  const made = graph.op('Where', [condition1, t!, e!]);
  lowering.set(out, compute === to ? made : cast(graph, made, to));
};

const addN: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const layout = lowering.layout(out);
  const names = listed(call).map((id) => operandFor(lowering, id, layout));
  lowering.set(
    out,
    lowering.dtype(out) === 'float32'
      ? graph.op('Sum', names)
      : names.reduce((sum, name) => graph.op('Add', [sum, name])),
  );
};

const castTo: Emitter = (call, lowering) => {
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  const given = lowering.get(x, layout);
  const to = lowering.dtype(out);
  lowering.set(out, lowering.dtype(x) === to ? given : cast(lowering.graph, given, to));
};

const clip: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  const whole = lowering.dtype(x) !== 'float32';
  const given = lowering.get(x, layout);
  const made = graph.op('Clip', [
    whole ? cast(graph, given, 'float32') : given,
    graph.number(Number(call.attrs.clipValueMin)),
    graph.number(Number(call.attrs.clipValueMax)),
  ]);
  lowering.set(out, whole ? cast(graph, made, lowering.dtype(out)) : made);
};

/** Angle of (x, y), by quadrant: ONNX has no operator for it. */
const atan2: Combine = (graph, y, x) => {
  const zero = graph.number(0);
  const slope = graph.op('Atan', [graph.op('Div', [y, x])]);
  const down = graph.op('Less', [y, zero]);
  const half = graph.op('Where', [down, graph.number(-Math.PI), graph.number(Math.PI)]);
  const quarter = graph.op('Mul', [graph.op('Sign', [y]), graph.number(Math.PI / 2)]);
  const left = graph.op('Where', [graph.op('Less', [x, zero]), graph.op('Add', [slope, half]), slope]);
  return graph.op('Where', [graph.op('Equal', [x, zero]), quarter, left]);
};

const wholePart: Combine = (graph, a, b) => graph.op('Floor', [graph.op('Div', [a, b])]);

export const elementwise: EmitterTable = {
  ...Object.fromEntries(
    `Ceil Floor Round Log Reciprocal Sqrt Acos Acosh Asin Asinh Atan Atanh Cos Cosh Erf Sin Sinh Tan Tanh Elu Selu
    Sigmoid Softplus Exp`
      .split(/\s+/)
      .map((kernel) => [kernel, plain(kernel)]),
  ),
  Abs: unary((graph, x) => graph.op('Abs', [x]), 'any'),
  Neg: unary((graph, x) => graph.op('Neg', [x]), 'any'),
  Sign: unary((graph, x) => graph.op('Sign', [x]), 'any'),
  Square: unary((graph, x) => graph.op('Mul', [x, x]), 'any'),
  Relu: plain('Relu'),
  Relu6: unary((graph, x) => graph.op('Clip', [x, graph.number(0), graph.number(6)])),
  LeakyRelu: unary((graph, x, { alpha }) => graph.op('LeakyRelu', [x], { alpha: { float: Number(alpha) } })),
  Expm1: unary((graph, x) => graph.op('Sub', [graph.op('Exp', [x]), graph.number(1)])),
  Log1p: unary((graph, x) => graph.op('Log', [graph.op('Add', [x, graph.number(1)])])),
  Rsqrt: unary((graph, x) => graph.op('Reciprocal', [graph.op('Sqrt', [x])])),
  IsNan: unary((graph, x) => graph.op('IsNaN', [x])),
  IsInf: unary((graph, x) => graph.op('IsInf', [x])),
  IsFinite: unary((graph, x) =>
    graph.op('Not', [graph.op('Or', [graph.op('IsInf', [x]), graph.op('IsNaN', [x])])]),
  ),
  LogicalNot: unary((graph, x) => graph.op('Not', [x]), 'any'),
  Identity: unary((_graph, x) => x, 'any'),

  Add: arithmetic('Add'),
  Sub: arithmetic('Sub'),
  Multiply: arithmetic('Mul'),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  Pow: byFloat((graph, a, b) => graph.op('Pow', [a, b])),
  RealDiv: byFloat((graph, a, b) => graph.op('Div', [a, b])),
  FloorDiv: byFloat(wholePart),
  Mod: byFloat((graph, a, b) => graph.op('Sub', [a, graph.op('Mul', [wholePart(graph, a, b), b])])),
  Atan2: byFloat(atan2),
  SquaredDifference: binary((graph, a, b) => {
    const difference = graph.op('Sub', [a, b]);
    return graph.op('Mul', [difference, difference]);
  }, numbers),

  Equal: comparison('Equal'),
  NotEqual: comparison('Equal', true),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),

  Step: step,
  Prelu: prelu,
  EluGrad: eluGrad,
  Select: select,
  AddN: addN,
  Cast: castTo,
  ClipByValue: clip,
};

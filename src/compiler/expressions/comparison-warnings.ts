/**
 * Warnings about the operands of crossentropies: predictions that are no probabilities, and swapped operands.
 * Warnings, since both may be intended.
 */
import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import type { ResolvedArguments, FunctionDefinition } from '../../vocabulary/index.js';
import { sourceTextAt } from '../compile-context.js';
import type { Network, Wire, WireId } from '../program.js';
import { wireInputs } from '../wire-inputs.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

/** Functions that take the target first and the prediction second. */
const COMPARISON_FUNCTIONS: Readonly<Record<string, 'softmax' | 'sigmoid' | null>> = {
  categorical_crossentropy: 'softmax',
  sparse_categorical_crossentropy: 'softmax',
  binary_crossentropy: 'sigmoid',
  sigmoid_crossentropy: null,
  kl_divergence: null,
  poisson: null,
  accuracy: null,
  categorical_accuracy: null,
  sparse_categorical_accuracy: null,
  top_k_categorical_accuracy: null,
};

/** Activations whose outputs are no probabilities, and layers that pass their input through. */
const UNBOUNDED_ACTIVATIONS: ReadonlySet<string> = new Set(
  `linear relu relu6 elu selu tanh log_softmax softplus softsign silu gelu mish exponential log_sigmoid hard_silu
  hard_tanh tanh_shrink soft_shrink hard_shrink squareplus sparse_plus`.split(/\s+/),
);
const VALUE_PRESERVING_LAYERS: ReadonlySet<string> = new Set(
  `Flatten Reshape Permute Dropout SpatialDropout1D SpatialDropout2D RepeatVector Cropping1D Cropping2D
  UpSampling1D UpSampling2D GlobalMaxPooling1D
  GlobalMaxPooling2D GlobalAveragePooling1D GlobalAveragePooling2D MaxPooling1D MaxPooling2D AveragePooling1D
  AveragePooling2D`.split(/\s+/),
);
const LAYERS_WITH_ACTIVATION: ReadonlySet<string> = new Set([
  'Dense',
  'Conv1D',
  'Conv1DTranspose',
  'Conv2D',
  'Conv2DTranspose',
  'DepthwiseConv1D',
  'DepthwiseConv2D',
  'SeparableConv1D',
  'SeparableConv2D',
  'Activation',
]);

export function warnOfSuspectComparison(
  definition: FunctionDefinition,
  inputs: readonly LoweredValue[],
  options: ResolvedArguments,
  range: SourceRange,
  operandExpressions: readonly Expression[],
  scope: ExpressionScope,
): void {
  if (!Object.hasOwn(COMPARISON_FUNCTIONS, definition.name) || inputs.length < 2) return;
  const [truth, predicted] = inputs as [LoweredValue, LoweredValue];
  if (dependsOnNetwork(scope, truth.wire) && !dependsOnNetwork(scope, predicted.wire)) {
    warnOfOperandOrder(definition, range, operandExpressions, scope);
    return;
  }
  const wanted = COMPARISON_FUNCTIONS[definition.name];
  if (!wanted || options['from_logits'] === true) return;
  const last = unboundedOutputLayer(scope, predicted.wire);
  if (!last) return;
  scope.context.report({
    code: 'not-probabilities',
    severity: 'warning',
    message: `\`${definition.name}\` compares probabilities, but \`${last.network}\` ends without a ${wanted}`,
    range: operandExpressions[1]?.range ?? range,
    notes: last.range ? [{ message: `${last.what} can be any number`, range: last.range }] : [],
    help: `let \`${last.network}\` end with activation: ${wanted}, or write from_logits=true`,
    cause: `not-probabilities ${last.network}`,
  });
}

function warnOfOperandOrder(
  { name }: FunctionDefinition,
  range: SourceRange,
  operandExpressions: readonly Expression[],
  scope: ExpressionScope,
): void {
  const [first, second] = operandExpressions;
  const text = (at: SourceRange | undefined) => at && sourceTextAt(scope.context, at);
  const [a, b] = [text(first?.range), text(second?.range)];
  const between =
    first && second && text({ ...first.range, start: first.range.end, end: second.range.start });
  scope.context.report({
    code: 'swapped-arguments',
    severity: 'warning',
    message: `\`${name}\` takes the truth first and then what is predicted, and here it seems to be the other way round`,
    range,
    help:
      a && b && between && /^\s*,\s*$/.test(between)
        ? {
            message: `write ${name}(${b}, ${a})`,
            range: { ...first.range, end: second.range.end },
            replacement: `${b}${between}${a}`,
            otherwise: 'swap the two',
          }
        : 'swap the two',
  });
}

/** Whether a value depends on a network. */
function dependsOnNetwork({ builder }: ExpressionScope, root: WireId): boolean {
  const reached = new Set([root]);
  for (let id = root; id >= 0; id -= 1) {
    if (!reached.has(id)) continue;
    const wire = builder.wires[id]!;
    if (wire.op === 'call' || wire.op === 'weight') return true;
    for (const input of wireInputs(wire)) reached.add(input);
  }
  return false;
}

interface OutputLayer {
  network: string;
  what: string;
  range?: SourceRange;
}

/** The layer that produces an unbounded value; undefined if the value is a probability or its range is unknown. */
function unboundedOutputLayer({ builder, context }: ExpressionScope, root: WireId): OutputLayer | undefined {
  for (let id = root; ;) {
    const wire: Wire = builder.wires[id]!;
    const call = wire.op === 'output' ? builder.wires[wire.of]! : wire;
    if (call.op !== 'call') return undefined;
    const network = context.networks.get(call.network);
    if (!network) return undefined;
    const end = outputLayerOf(network, wire.op === 'output' ? wire.index : 0);
    if (typeof end !== 'number') return end;
    const next = call.inputs[end];
    if (next === undefined) return undefined;
    id = next;
  }
}

/** The layer that produces an output; the index of an input that is passed through; undefined if unknown. */
function outputLayerOf(network: Network, output: number): OutputLayer | number | undefined {
  const { wires, outputs, inputs } = network;
  for (let id = outputs[output]?.wire; id !== undefined;) {
    const wire: Wire = wires[id]!;
    if (wire.op === 'input') return inputs.findIndex(({ name }) => name === wire.name);
    if (wire.op !== 'layer') return undefined;
    if (VALUE_PRESERVING_LAYERS.has(wire.layer)) {
      id = wire.inputs[0];
      continue;
    }
    const activation = wire.args['activation'];
    if (!LAYERS_WITH_ACTIVATION.has(wire.layer) || typeof activation !== 'string') return undefined;
    if (!UNBOUNDED_ACTIVATIONS.has(activation)) return undefined;
    const what = `what \`${wire.layer}\` makes${activation === 'linear' ? '' : ` with ${activation}`}`;
    return { network: network.name, what, ...(wire.range ? { range: wire.range } : {}) };
  }
  return undefined;
}

/** What a crossentropy is given: probabilities, and the truth before them. Told as warnings, since both can be meant. */
import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import type { Arguments, FunctionDefinition } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { inputsOf } from '../wire-inputs.js';
import type { Scope, Value } from './scope.js';

/** Functions whose first argument is the truth, and whose second what is predicted. */
const COMPARISONS: Readonly<Record<string, 'softmax' | 'sigmoid' | null>> = {
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

/** Activations that make no probabilities, and layers that keep what they are given as it is. */
const BOUNDLESS: ReadonlySet<string> = new Set(
  'linear relu relu6 elu selu tanh log_softmax softplus softsign silu gelu mish'.split(' '),
);
const KEEPS: ReadonlySet<string> = new Set(
  `Flatten Reshape Permute Dropout SpatialDropout2D RepeatVector Cropping2D UpSampling2D GlobalMaxPooling1D
  GlobalMaxPooling2D GlobalAveragePooling1D GlobalAveragePooling2D MaxPooling1D MaxPooling2D AveragePooling1D
  AveragePooling2D`.split(/\s+/),
);
const MADE_WITH_ACTIVATION: ReadonlySet<string> = new Set([
  'Dense',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'DepthwiseConv2D',
  'Activation',
]);

export function warnOfComparison(
  definition: FunctionDefinition,
  inputs: readonly Value[],
  options: Arguments,
  range: SourceRange,
  written: readonly Expression[],
  scope: Scope,
): void {
  if (!Object.hasOwn(COMPARISONS, definition.name) || inputs.length < 2) return;
  const [truth, predicted] = inputs as [Value, Value];
  if (isPredicted(scope, truth.wire) && !isPredicted(scope, predicted.wire)) {
    warnOfOrder(definition, range, written, scope);
    return;
  }
  const wanted = COMPARISONS[definition.name];
  if (!wanted || options['from_logits'] === true) return;
  const last = madeBoundless(scope, predicted.wire);
  if (!last) return;
  scope.world.report({
    code: 'not-probabilities',
    severity: 'warning',
    message: `\`${definition.name}\` compares probabilities, but \`${last.network}\` ends without a ${wanted}`,
    range: written[1]?.range ?? range,
    notes: last.range ? [{ message: `${last.what} can be any number`, range: last.range }] : [],
    help: `let \`${last.network}\` end with activation: ${wanted}, or write from_logits=true`,
    cause: `not-probabilities ${last.network}`,
  });
}

function warnOfOrder(
  { name }: FunctionDefinition,
  range: SourceRange,
  written: readonly Expression[],
  scope: Scope,
): void {
  const [first, second] = written;
  const text = (at: SourceRange | undefined) =>
    at && scope.world.sources.get(at.file)?.slice(at.start, at.end);
  const [a, b] = [text(first?.range), text(second?.range)];
  const between =
    first && second && text({ ...first.range, start: first.range.end, end: second.range.start });
  scope.world.report({
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

/** Whether a network has a part in a value. */
function isPredicted({ list }: Scope, root: WireId): boolean {
  const reached = new Set([root]);
  for (let id = root; id >= 0; id -= 1) {
    if (!reached.has(id)) continue;
    const wire = list.wires[id]!;
    if (wire.op === 'call' || wire.op === 'weight') return true;
    for (const input of inputsOf(wire)) reached.add(input);
  }
  return false;
}

interface Last {
  network: string;
  what: string;
  range?: SourceRange;
}

/** The layer that makes a value which may be any number; undefined where it is a probability, or where nobody can tell. */
function madeBoundless({ list, world }: Scope, root: WireId): Last | undefined {
  for (let id = root; ;) {
    const wire: Wire = list.wires[id]!;
    const call = wire.op === 'output' ? list.wires[wire.of]! : wire;
    if (call.op !== 'call') return undefined;
    const network = world.networks.get(call.network);
    if (!network) return undefined;
    const end = lastLayer(network, wire.op === 'output' ? wire.index : 0);
    if (typeof end !== 'number') return end;
    const next = call.inputs[end];
    if (next === undefined) return undefined;
    id = next;
  }
}

/** The layer that an output comes of; the number of an input that comes out as it is; undefined where it can't be told. */
function lastLayer(network: Network, output: number): Last | number | undefined {
  const { wires, outputs, inputs } = network;
  for (let id = outputs[output]?.wire; id !== undefined;) {
    const wire: Wire = wires[id]!;
    if (wire.op === 'input') return inputs.findIndex(({ name }) => name === wire.name);
    if (wire.op !== 'layer') return undefined;
    if (KEEPS.has(wire.layer)) {
      id = wire.inputs[0];
      continue;
    }
    const activation = wire.args['activation'];
    if (!MADE_WITH_ACTIVATION.has(wire.layer) || typeof activation !== 'string') return undefined;
    if (!BOUNDLESS.has(activation)) return undefined;
    const what = `what \`${wire.layer}\` makes${activation === 'linear' ? '' : ` with ${activation}`}`;
    return { network: network.name, what, ...(wire.range ? { range: wire.range } : {}) };
  }
  return undefined;
}

/** The weights that a phase solves for, before its values are lowered. */
import type { SolveEntry, WeightSelector } from '../../dsl/index.js';
import { solvers, type SolverDefinition } from '../../vocabulary/index.js';
import type { Network, Weight } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { selectWeights, type SelectedWeights } from './select-weights.js';

/** What one entry of `train` stands for: a kernel with its bias, or one weight. */
export interface SolvedEntry {
  selector: WeightSelector;
  weight: Weight;
  /** Null for bare weights, and for layers whose bias is frozen or missing. */
  bias: Weight | null;
}

export interface SolveDraft {
  entry: SolveEntry;
  solver: SolverDefinition;
  /** Null after an error, which is reported. */
  solved: SolvedEntry[] | null;
}

export function draftSolve(
  entry: SolveEntry,
  frozen: ReadonlySet<string>,
  context: CompileContext,
): SolveDraft {
  const solver = solvers.get(entry.method.value)!;
  const found = entry.train.map((selector) => solvedEntry(selector, solver, frozen, context));
  const isWhole = found.length > 0 && found.every((one) => one !== undefined);
  const solved = isWhole && checkEntries(found, entry, solver, context) ? found : null;
  return { entry, solver, solved };
}

/** Names of the weights that are solved for. */
export const solvedWeights = (draft: SolveDraft | null): string[] =>
  (draft?.solved ?? []).flatMap(({ weight, bias }) => [weight.name, ...(bias ? [bias.name] : [])]);

function checkEntries(
  found: readonly SolvedEntry[],
  { train, method }: SolveEntry,
  { name, entries }: SolverDefinition,
  context: CompileContext,
): boolean {
  const { least, most, what } = entries;
  if (found.length < least || found.length > most) {
    context.report({
      code: 'not-solvable',
      message: `\`${name}\` fills ${countText(least, most)} of \`train\`, but there ${found.length === 1 ? 'is 1' : `are ${found.length}`}`,
      range: found.length > most ? train[most]!.range : method.range,
      help: `in their order: ${what}`,
    });
    return false;
  }
  const [first, second] = found;
  if (!second || first!.weight.name !== second.weight.name) return true;
  context.report({
    code: 'not-solvable',
    message: `\`${second.weight.name}\` can't hold both results`,
    range: second.selector.range,
    help: `name two of them, in this order: ${what}`,
  });
  return false;
}

const countText = (least: number, most: number): string => {
  const last = `${most} ${most === 1 ? 'entry' : 'entries'}`;
  return least === most ? last : `${least} or ${last}`;
};

function solvedEntry(
  selector: WeightSelector,
  { name: method, fills }: SolverDefinition,
  frozen: ReadonlySet<string>,
  context: CompileContext,
): SolvedEntry | undefined {
  const selected = selectWeights([selector], context);
  if (!selected) return undefined;
  const { pattern } = selector;
  const all = weightsOf(selected, context);
  const moved = all.filter(({ weight }) => weight.trainable && !frozen.has(weight.name));
  if (moved.length === 0) {
    context.report({
      code: 'nothing-to-train',
      message: `\`${pattern.value}\` has no weights to solve for`,
      range: selector.range,
      help: all.length > 0 ? 'take it out of freeze:' : 'name a Dense layer or a bare weight under train:',
    });
    return undefined;
  }
  const found = fills === 'maps' ? mapOf(moved) : rowsOf(moved);
  if (found) {
    warnOfActivation(found.weight, moved[0]!.network, selector, context);
    return { selector, ...found };
  }
  context.report({
    code: 'not-solvable',
    message:
      fills === 'maps'
        ? `\`${method}\` fills the kernel and bias of one Dense layer, or one bare weight of two axes, but \`${pattern.value}\` has ${weightsText(moved)}`
        : `\`${method}\` fills one weight, a row for each result, but \`${pattern.value}\` has ${weightsText(moved)}`,
    range: selector.range,
    help: helpFor(moved, fills),
  });
  return undefined;
}

interface OwnedWeight {
  weight: Weight;
  network: Network;
}

const weightsOf = ({ networks, weights }: SelectedWeights, context: CompileContext): OwnedWeight[] =>
  [...networks].flatMap((name) => {
    const network = context.networks.get(name)!;
    return network.weights.flatMap((weight) => (weights.has(weight.name) ? [{ weight, network }] : []));
  });

const layerOf = (network: Network, weight: Weight) =>
  network.wires.find((wire) => wire.op === 'layer' && wire.weights.includes(weight.name));

/** A Dense layer's kernel, with its bias if there is one, or a bare weight. */
function mapOf(moved: readonly OwnedWeight[]): Pick<SolvedEntry, 'weight' | 'bias'> | undefined {
  const [first, second] = moved;
  const { weight, network } = first!;
  if (moved.length > 2 || weight.shape.length !== 2) return undefined;
  const layer = layerOf(network, weight);
  // A bare weight, which is no layer's.
  if (!layer) return second ? undefined : { weight, bias: null };
  if (layer.op !== 'layer' || layer.layer !== 'Dense') return undefined;
  if (!second) return { weight, bias: null };
  return second.network === network && layer.weights.includes(second.weight.name)
    ? { weight, bias: second.weight }
    : undefined;
}

const rowsOf = (moved: readonly OwnedWeight[]): Pick<SolvedEntry, 'weight' | 'bias'> | undefined =>
  moved.length === 1 && moved[0]!.weight.shape.length > 1
    ? { weight: moved[0]!.weight, bias: null }
    : undefined;

function weightsText(moved: readonly OwnedWeight[]): string {
  const names = moved.slice(0, 3).map(({ weight }) => `${weight.name} [${weight.shape.join(', ')}]`);
  return `${names.join(', ')}${moved.length > 3 ? ` and ${moved.length - 3} more` : ''}`;
}

function helpFor(moved: readonly OwnedWeight[], fills: SolverDefinition['fills']): string {
  if (fills === 'rows') return 'declare a bare weight for it: centres: {weights: [10, 32]}';
  const dense = moved
    .flatMap(({ network }) => network.wires)
    .find((wire) => wire.op === 'layer' && wire.layer === 'Dense');
  const owner = moved.find(({ network }) => network.wires.includes(dense!))?.network.name;
  return dense?.op === 'layer'
    ? `name one layer: ${owner}/${dense.name}; the others stay as they are`
    : 'let a Dense layer of its own hold the result';
}

/** What is solved for is linear; what the layer makes of it then is not what was fitted. */
function warnOfActivation(
  weight: Weight,
  network: Network,
  { range }: WeightSelector,
  context: CompileContext,
): void {
  const layer = layerOf(network, weight);
  const activation = layer?.op === 'layer' ? layer.args.activation : undefined;
  if (typeof activation !== 'string' || activation === 'linear') return;
  context.report({
    code: 'solved-before-activation',
    severity: 'warning',
    message: `\`${weight.name}\` is solved for before the activation \`${activation}\` of its layer, so that what the layer gives is not what was fitted`,
    range,
    help: 'let the layer have no activation, or write it as a layer behind it',
  });
}

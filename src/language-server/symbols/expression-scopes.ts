import type { YamlTree } from '../../dsl/index.js';
import type { GraphSymbol } from './graph-symbol.js';
import { calleeOfValue, textOf, type GraphOutline } from './outline.js';
import {
  callableSymbol,
  fieldSymbols,
  hasEntry,
  layerSymbol,
  outputSymbol,
  phaseEntrySymbol,
  phaseWire,
  symbolOf,
} from './resolve-names.js';
import type { Recorder } from './recorder.js';
import { scanExpression, type ExpressionName } from './scan-expression.js';

/** What a name in an expression stands for: a symbol for each of its parts, as far as it is known. */
export type NameScope = (path: readonly string[]) => GraphSymbol[];

/**
 * Expressions over examples: wires, fields, networks.
 *
 * @param phase whose wires they see
 */
export function dataScope(
  outline: GraphOutline,
  dataset: string | undefined,
  phase: string | undefined,
): NameScope {
  return (path) => {
    const [name = '', ...rest] = path;
    const wire = phase === undefined ? undefined : phaseEntrySymbol(outline, phase, 'wires', name);
    // The symbol is that of the outermost phase with this wire; what the wire is, the phase itself says.
    if (wire) return [wire, ...outputs(outline, phaseWire(outline, phase!, name)?.value, rest)];
    const fields = fieldSymbols(outline, dataset, path);
    const callable = callableSymbol(outline, name);
    // A source's fields are not known here: a network of that name is meant.
    const isDeclared =
      fields[0]?.kind === 'member' || hasEntry(outline.data.get(fields[0]?.owner ?? '')?.added, name);
    return callable && !isDeclared ? [callable, ...layerOf(outline, callable, rest)] : fields;
  };
}

/** The nodes of a network: its inputs and nodes. */
export const nodeScope =
  (outline: GraphOutline, network: string): NameScope =>
  ([name = '']) => {
    const { inputs, nodes } = outline.networks.get(network)!;
    if (hasEntry(nodes, name)) return [symbolOf('node', name, network)];
    return hasEntry(inputs, name) ? [symbolOf('input', name, `networks.${network}`)] : [];
  };

/** A model: its wires and inputs, and networks. In a model of one expression, other names are its inputs. */
export const modelScope =
  (outline: GraphOutline, model: string): NameScope =>
  ([name = '', ...rest]) => {
    const { expression, inputs, wires } = outline.models.get(model)!;
    const owner = `models.${model}`;
    const wire = wires.find(({ key }) => key === name);
    if (wire) return [symbolOf('wire', name, owner), ...outputs(outline, wire.value, rest)];
    if (hasEntry(inputs, name)) return [symbolOf('input', name, owner)];
    const callable = callableSymbol(outline, name);
    if (callable) return [callable, ...layerOf(outline, callable, rest)];
    return expression && rest.length === 0 ? [symbolOf('input', name, owner)] : [];
  };

/** The parameters of a function of the graph; weights, and what can be called. */
export const functionScope =
  (outline: GraphOutline, owner: string): NameScope =>
  ([name = '', ...rest]) => {
    const isParameter = outline.functions.get(owner)?.parameters.some((one) => one.name === name);
    if (isParameter) return [symbolOf('argument', name, owner)];
    const callable = callableSymbol(outline, name);
    return callable ? [callable, ...layerOf(outline, callable, rest)] : [];
  };

/** `encoder.latent.kernel`: the layer whose weight it is. */
const layerOf = (
  outline: GraphOutline,
  { kind, name }: GraphSymbol,
  [layer]: readonly string[],
): GraphSymbol[] => (kind === 'network' && layer !== undefined ? [layerSymbol(outline, name, layer)] : []);

/** `z.mean` of a wire `z` that is a call: an output of what is called. */
function outputs(outline: GraphOutline, value: YamlTree | undefined, path: readonly string[]): GraphSymbol[] {
  const callee = value && calleeOfValue(value);
  const symbol =
    callee === undefined || path[0] === undefined ? undefined : outputSymbol(outline, callee, path[0]);
  return symbol ? [symbol] : [];
}

/** What each part of a name in an expression stands for; those of a namespace are left out. */
export function symbolsOfName(
  name: ExpressionName,
  scope: NameScope,
  outline: GraphOutline,
): (GraphSymbol | undefined)[] {
  const path = name.parts.map(({ text }) => text);
  // `digits.head.z_mean`: a network of a part, and an output of it.
  for (let end = path.length; end > 1 && name.kind !== 'option' && name.kind !== 'output'; end -= 1) {
    const callee = path.slice(0, end).join('.');
    const symbol = callableSymbol(outline, callee);
    if (!symbol) continue;
    const next = path[end];
    const output = next === undefined ? undefined : outputSymbol(outline, callee, next);
    return [...path.slice(1, end).map(() => undefined), symbol, output];
  }
  switch (name.kind) {
    case 'value':
      return scope(path);
    case 'callee': {
      const symbol = callableSymbol(outline, path.join('.'));
      return symbol ? [symbol] : [];
    }
    case 'output': {
      const symbol = outputSymbol(outline, name.callee, path[0]!);
      return symbol ? [symbol] : [];
    }
    case 'option': {
      const [option] = path;
      const isParameter = outline.functions.get(name.callee)?.parameters.some((one) => one.name === option);
      return isParameter ? [symbolOf('argument', option!, name.callee)] : [];
    }
  }
}

export function recordExpression(
  tree: YamlTree | undefined,
  scope: NameScope,
  outline: GraphOutline,
  recorder: Recorder,
): void {
  const text = textOf(tree);
  if (text === undefined) return;
  for (const name of scanExpression(text).names) {
    symbolsOfName(name, scope, outline).forEach((symbol, i) => {
      const part = name.parts[i];
      if (!part || !symbol) return;
      const before = symbol.name.split('.').length - 1;
      const first = name.parts[Math.max(0, i - before)]!;
      recorder.usePart(symbol, tree, first.start, part.end);
    });
  }
}

/** A model of Keras as a network of the language, from its config. */
import { layers as definitions } from '../../../vocabulary/index.js';

/** A layer of a network, or an input. */
export interface ImportedLayer {
  name: string;
  /** What its name was, if that is none in the language. */
  was: string | null;
  word: string;
  args: Record<string, unknown>;
  /** Names of the layers and inputs that it is applied to. */
  of: string[];
}

export interface ImportedNetwork {
  name: string;
  inputs: { name: string; shape: number[] }[];
  layers: ImportedLayer[];
  outputs: string[];
}

/** The network, or all that the language has no words for, one in a line. */
export type ImportResult = { network: ImportedNetwork } | { problems: string[] };

interface LayerConfig {
  class_name?: string;
  name?: string;
  config?: Record<string, unknown>;
  inbound_nodes?: unknown;
}

export function importKerasModel(model: unknown): ImportResult {
  const { class_name: kind, config = {} } = (model ?? {}) as LayerConfig;
  const list = config['layers'];
  if ((kind !== 'Functional' && kind !== 'Model' && kind !== 'Sequential') || !Array.isArray(list))
    return { problems: [`a model of the kind ${String(kind)}; Functional and Sequential are read`] };
  const isSequence = kind === 'Sequential';
  const problems: string[] = [];
  const inputs: ImportedNetwork['inputs'] = [];
  const layers: ImportedLayer[] = [];
  const identifiers = new Map<string, string>();
  const taken = new Set<string>();
  const identifier = (name: string): string => {
    const known = identifiers.get(name);
    if (known !== undefined) return known;
    const base = name.replace(/\W/g, '_').replace(/^(?=\d)/, 'layer_') || 'layer';
    let own = base;
    for (let count = 1; taken.has(own); count += 1) own = `${base}_${count}`;
    taken.add(own);
    identifiers.set(name, own);
    return own;
  };
  let last: string[] = [];
  for (const entry of list as LayerConfig[]) {
    const own = entry.config ?? {};
    const name = entry.name ?? textOf(own['name']) ?? `layer_${layers.length}`;
    const shape = shapeOf(own['batch_shape'] ?? own['batch_input_shape']);
    const isInput = entry.class_name === 'InputLayer';
    if (isInput || (isSequence && inputs.length === 0)) {
      if (shape === null) problems.push(`\`${name}\`: an input whose shape is not known`);
      const input = isInput ? identifier(name) : identifier('input');
      inputs.push({ name: input, shape: shape ?? [] });
      last = [input];
      if (isInput) continue;
    }
    const calls = isSequence ? [last] : inboundNames(entry.inbound_nodes);
    if (calls.length > 1)
      problems.push(`\`${name}\` (${entry.class_name!}): it is called ${calls.length} times`);
    const of = (calls[0] ?? []).map((from) => (isSequence ? from : identifier(from)));
    const args = argumentsOf(entry, name, problems);
    const named = identifier(name);
    layers.push({ name: named, was: named === name ? null : name, word: entry.class_name ?? '', args, of });
    last = [named];
  }
  const outputs = isSequence ? last : historyNames(config['output_layers']).map(identifier);
  if (problems.length > 0) return { problems };
  return { network: { name: identifier(textOf(config['name']) ?? 'network'), inputs, layers, outputs } };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function shapeOf(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const sides = value.slice(1) as unknown[];
  return sides.every((side): side is number => typeof side === 'number') ? sides : null;
}

/** Keys that say nothing of what a layer computes at rest, or how its weights began. */
const IGNORED =
  /^(name|trainable|dtype|batch_shape|batch_input_shape|input_shape|build_config|seed|sparse|ragged|quantization_config|synchronized|renorm.*|.*_initializer|.*_regularizer|.*_constraint|noise_shape|lora_.*|supports_masking|autocast|optional|implementation|time_major|unroll|zero_output_for_mask)$/;

/** Values with which a key that the language does not have changes nothing. */
const isNeutral = (value: unknown): boolean =>
  value === null ||
  value === false ||
  value === 'channels_last' ||
  value === 'linear' ||
  value === -1 ||
  value === 0 ||
  value === 1 ||
  (Array.isArray(value) && value.every((item) => item === 1 || item === -1));

/** Keras 2 writes the last axis as its number. Where it is another one, the weights don't fit. */
const isLastAxis = (key: string, value: unknown): boolean =>
  key === 'axis' && Array.isArray(value) && value.length === 1;

function argumentsOf({ class_name: word = '', config = {} }: LayerConfig, name: string, problems: string[]) {
  const definition = definitions.get(word);
  if (!definition) {
    problems.push(`\`${name}\`: the layer ${word || 'without a class'}`);
    return {};
  }
  const known = definition.args.properties as Record<string, { default?: unknown }>;
  const args: Record<string, unknown> = {};
  for (const [key, written] of Object.entries(config)) {
    if (IGNORED.test(key)) continue;
    const value = simplest(plainValue(written), key);
    if (Object.hasOwn(known, key)) {
      const isDefault = JSON.stringify(known[key]!.default) === JSON.stringify(value);
      if (!isDefault && !(value === null && known[key]!.default !== undefined)) args[key] = value;
    } else if (!isNeutral(value) && !isLastAxis(key, value)) {
      problems.push(`\`${name}\` (${word}): ${key}: ${JSON.stringify(value)}`);
    }
  }
  return args;
}

/** Lists that are no sides. */
const KEPT = new Set(['target_shape', 'dims', 'shared_axes', 'axes', 'axis']);

/** `[3, 3]` -> 3: one number goes for all sides. */
const simplest = (value: unknown, key: string): unknown =>
  !KEPT.has(key) &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.length < 4 &&
  value.every((item) => item === value[0])
    ? value[0]
    : value;

/** An activation may be written with its module. */
function plainValue(value: unknown): unknown {
  const { class_name: kind, config } = (value ?? {}) as LayerConfig & { config?: unknown };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return typeof config === 'string' ? config : kind === undefined ? value : kind;
}

/** The layers that each call of a layer is applied to: of Keras 3, `{args: [...]}`; before it, `[["conv", 0, 0, {}]]`. */
function inboundNames(nodes: unknown): string[][] {
  if (!Array.isArray(nodes)) return [];
  return nodes.map((node) =>
    Array.isArray(node) ? historyNames(node) : tensorNames((node as { args?: unknown } | null)?.args),
  );
}

function tensorNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(tensorNames);
  const { config } = (value ?? {}) as { config?: { keras_history?: [string] } };
  return config?.keras_history ? [config.keras_history[0]] : [];
}

/** `["a", 0, 0]`, or a list of such. */
function historyNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  if (typeof value[0] === 'string') return [value[0]];
  return value.flatMap(historyNames);
}

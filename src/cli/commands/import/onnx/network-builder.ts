import type { OnnxTensor } from '../../../../file-formats/index.js';
import type { ImportedLayer } from '../keras-network.js';
import { rankOf, Unsupported, type Value } from './value.js';

/** The last step of a series, until it is known whether the other steps are needed. */
export const LAST_STEP = 'last step';

/** The layers of a network as they come, with their weights in PyTorch's names and layouts, which `load` turns. */
export class NetworkBuilder {
  readonly layers: ImportedLayer[] = [];
  /** `conv.weight` */
  readonly tensors = new Map<string, OnnxTensor>();
  private readonly taken = new Set<string>();

  /** An identifier that is not taken, as near to this as can be. */
  unique(wanted: string): string {
    const base = wanted.replace(/\W/g, '_').replace(/^(?=\d)/, 'x') || 'x';
    let own = base;
    for (let count = 1; this.taken.has(own); count += 1) own = `${base}_${count}`;
    this.taken.add(own);
    return own;
  }

  /**
   * Adds a layer and returns its name.
   *
   * @param called a name that would be good: `encoder.conv1`
   */
  add(
    word: string,
    args: Record<string, unknown>,
    of: readonly string[],
    weights: Readonly<Record<string, OnnxTensor | undefined>> = {},
    called: string | null = null,
  ): string {
    const name = this.unique(called ?? word.toLowerCase().replace(' ', '_'));
    this.layers.push({ name, was: null, word, args, of: [...of] });
    for (const [key, tensor] of Object.entries(weights))
      if (tensor) this.tensors.set(`${name}.${key}`, tensor);
    return name;
  }

  find(name: string): ImportedLayer | undefined {
    return this.layers.find((layer) => layer.name === name);
  }

  /** The value with its sides where they are wanted; a layer that puts them there, if they are elsewhere. */
  inOrder(value: Value, wanted: readonly number[]): string {
    if (value.sides.length !== wanted.length || rankOf(value) !== wanted.length)
      throw new Unsupported(`: of ${value.sides.length} sides`);
    if (value.sides.every((side, at) => side === wanted[at])) return value.name;
    const from: number[] = [];
    wanted.forEach((side, at) => (from[side] = value.sides[at]!));
    if (from[0] !== 0) throw new Unsupported(': its batch is not the first side');
    return this.add('Permute', { dims: from.slice(1) }, [value.name]);
  }

  /** Leaves out what no output needs, and series of which the last step alone is. Throws Unsupported. */
  finish(outputs: readonly string[]): { layers: ImportedLayer[]; outputs: string[] } {
    const used = new Set(outputs);
    for (const { name, of } of [...this.layers].reverse())
      if (used.has(name)) for (const from of of) used.add(from);
    const kept = this.layers.filter(({ name }) => used.has(name));
    const same = new Map<string, string>();
    for (const { name, word, of } of kept) {
      if (word !== LAST_STEP) continue;
      const series = kept.find((layer) => layer.name === of[0])!;
      const isWhole =
        outputs.includes(series.name) ||
        kept.some((layer) => layer.word !== LAST_STEP && layer.of.includes(series.name));
      if (isWhole) throw new Unsupported(`${series.name} (${series.word}): its last step beside all steps`);
      delete series.args['return_sequences'];
      same.set(name, series.name);
    }
    const renamed = (name: string): string => same.get(name) ?? name;
    for (const key of [...this.tensors.keys()])
      if (!used.has(key.split('.', 1)[0]!)) this.tensors.delete(key);
    return {
      layers: kept
        .filter(({ word }) => word !== LAST_STEP)
        .map((layer) => ({ ...layer, of: layer.of.map(renamed) })),
      outputs: outputs.map(renamed),
    };
  }
}

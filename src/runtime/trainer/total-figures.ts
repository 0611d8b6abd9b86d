/**
 * Figures of all examples together: rows of numbers are collected batch by batch, so that neither the size of batches
 * nor a smaller last one matters, and the figure is computed of all rows in float64.
 */
import { isTotal, scheduleFunctions, type Wire, type WireId } from '../../compiler/index.js';
import { functions } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { TensorData } from '../engines/index.js';

export interface NamedWire {
  name: string;
  wire: WireId;
}

export interface TotalFigures {
  /** Wires whose values the evaluation step gives for them. */
  wanted: NamedWire[];
  /** Takes the results of a batch. */
  collect(results: Readonly<Record<string, TensorData>>, batch: { start: number; size: number }): void;
  /** The figures, by name. */
  values(): Record<string, number>;
}

interface CollectedRows {
  name: string;
  wire: Extract<Wire, { op: 'function' }>;
  rows: Float32Array | null;
  width: number;
}

/** @param examples their number in all */
export function collectTotals(
  wires: readonly Wire[],
  figures: readonly NamedWire[],
  examples: number,
): TotalFigures {
  const collected = new Map<WireId, CollectedRows>();
  const find = (id: WireId): void => {
    const wire = wires[id]!;
    if (wire.op !== 'function' || collected.has(id)) return;
    if (functions.get(wire.name)?.total)
      collected.set(id, { name: `rows/${id}`, wire, rows: null, width: 0 });
    else wire.inputs.forEach(find);
  };
  for (const { wire } of figures) find(wire);

  const totals = new Map<WireId, number>();
  const valueOf = (id: WireId): number => {
    const known = totals.get(id);
    if (known !== undefined) return known;
    const value = computed(id);
    totals.set(id, value);
    return value;
  };
  const computed = (id: WireId): number => {
    const wire = wires[id]!;
    if (wire.op === 'constant') return wire.value;
    if (wire.op !== 'function') throw new Error(`${wire.op} is no figure of all examples`);
    const { rows, width } = collected.get(id) ?? {};
    if (rows) return functions.get(wire.name)!.total!(rows, width!, wire.options);
    return scheduleFunctions.get(wire.name)!.value(...wire.inputs.map(valueOf));
  };
  return {
    wanted: [...collected].map(([wire, { name }]) => ({ name, wire })),
    collect(results, { start, size }) {
      for (const one of collected.values()) {
        const values = results[one.name]!;
        one.width = values.length / size;
        one.rows ??= new Float32Array(examples * one.width);
        one.rows.set(values, start * one.width);
      }
    },
    values: () =>
      nullPrototypeRecord(figures.map(({ name, wire }): [string, number] => [name, valueOf(wire)])),
  };
}

/** Figures that are means over examples, and those of all examples together. */
export const splitFigures = (
  wires: readonly Wire[],
  figures: readonly NamedWire[],
): { means: NamedWire[]; totals: NamedWire[] } => ({
  means: figures.filter(({ wire }) => !isTotal(wires, wire)),
  totals: figures.filter(({ wire }) => isTotal(wires, wire)),
});

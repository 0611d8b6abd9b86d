/** Sums, means, largest and smallest numbers: by loops in WebAssembly. Others are left to tfjs. */
import type { KernelCall } from '../../../capture/index.js';
import { product } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { compileColumnReduction, compileRowReduction, type ReductionKind } from '../reduction/index.js';
import { compileArgMax } from '../movement/index.js';
import { splitEvenly } from './split-evenly.js';
import { emitFallback } from './fallback.js';

const kinds: Readonly<Record<string, ReductionKind>> = { Sum: 'sum', Mean: 'sum', Max: 'max', Min: 'min' };

/** A reduction of [outer, length, inner] to [outer, inner]. */
type Stage = readonly [outer: number, length: number, inner: number];

/** Reductions, one after the other: of the longest run of sides first, so that the others have least to do. */
export function reductionStages(shape: readonly number[], axes: readonly number[]): Stage[] {
  const runs: { side: number; reduced: boolean }[] = [];
  shape.forEach((side, axis) => {
    if (side === 1) return;
    const reduced = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.reduced === reduced) last.side *= side;
    else runs.push({ side, reduced });
  });
  const stages: Stage[] = [];
  const sides = (list: typeof runs) => product(list.map(({ side }) => side));
  for (;;) {
    const longest = Math.max(...runs.map(({ side, reduced }) => (reduced ? side : 0)));
    const at = runs.findLastIndex(({ side, reduced }) => reduced && side === longest);
    if (at < 0) return stages;
    stages.push([sides(runs.slice(0, at)), longest, sides(runs.slice(at + 1))]);
    runs.splice(at, 1);
  }
}

export function emitReduction(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  const kind = kinds[call.kernel];
  if (!kind || lowering.dataType(x) !== 'f32' || lowering.dataType(y) !== 'f32' || lowering.size(x) === 0) {
    return emitFallback(lowering, call);
  }
  const { shape } = lowering.spec(x);
  const axes = (call.attrs.axis ?? call.attrs.reductionIndices) as number[];
  const stages = reductionStages(shape, axes);
  if (stages.length === 0) return void lowering.definePlain(y, lowering.readPlain(x));
  const whole = product(axes.map((axis) => shape[axis]!));
  let from = lowering.readPlain(x);
  stages.forEach((stage, at) => {
    const isLast = at === stages.length - 1;
    const to = isLast ? lowering.definePlain(y) : lowering.temporary(stage[0] * stage[2] * 4);
    emitStage(lowering, call.kernel, kind, isLast && call.kernel === 'Mean' ? 1 / whole : 1, stage, from, to);
    from = to;
  });
}

function emitStage(
  lowering: Lowering,
  name: string,
  kind: ReductionKind,
  scale: number,
  [outer, length, inner]: Stage,
  from: Buffer,
  to: Buffer,
): void {
  const code = inner === 1 ? compileRowReduction(kind, scale) : compileColumnReduction(kind, scale, inner);
  lowering.emit({
    name,
    implementation: 'wasm',
    reads: [from],
    writes: [to],
    bind(places) {
      const [source, target] = [places.offset(from), places.offset(to)];
      const parts = splitEvenly(outer, outer * length * inner, 1, places.team.threads).map(
        ({ first, count }) => [
          source + first * length * inner * 4,
          target + first * inner * 4,
          count,
          length,
        ],
      );
      return places.team.loop(code, parts);
    },
  });
}

/** The place of the largest number along the last side, the first of equals. */
export function emitArgMax(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const { shape } = lowering.spec(x);
  if (
    Number(call.attrs.axis) !== shape.length - 1 ||
    lowering.dataType(x) !== 'f32' ||
    lowering.size(x) === 0
  ) {
    return emitFallback(lowering, call);
  }
  const length = shape.at(-1)!;
  const rows = lowering.size(x) / length;
  const from = lowering.readPlain(x);
  const to = lowering.definePlain(call.outputs[0]!);
  const code = compileArgMax();
  lowering.emit({
    name: call.kernel,
    implementation: 'wasm',
    reads: [from],
    writes: [to],
    bind(places) {
      const [numbers, results] = [places.offset(from), places.offset(to)];
      const parts = splitEvenly(rows, rows * length, 1, places.team.threads).map(({ first, count }) => [
        ...[numbers + first * length * 4, results + first * 4, count, length],
      ]);
      return places.team.loop(code, parts);
    },
  });
}

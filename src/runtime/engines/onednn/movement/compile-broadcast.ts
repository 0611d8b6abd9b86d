/**
 * Code that writes numbers of 32 bits out along further sides: `run(from, to, count)`, `count` along the first of the
 * sides that `collapsedSides` gives.
 */
import {
  advance,
  encodeModule,
  getLocal,
  I32,
  integer,
  lessThan,
  loadFirst,
  loadSplat,
  loadVector,
  loopWhile,
  setLocal,
  storeFirst,
  storeVector,
} from '../wasm/index.js';

/** A side of what is written, and how far apart its numbers are in what is read; 0 where one comes again. */
export interface Side {
  length: number;
  stride: number;
}

/**
 * Sides of a result with those joined that are as one: runs that lie so in what is read, and runs that come again. There
 * are two at least, of which the last is read without gaps, or is one number that comes again.
 */
export function collapsedSides(shape: readonly number[], strides: readonly number[]): Side[] {
  const sides: Side[] = [];
  shape.forEach((length, at) => {
    if (length === 1) return;
    const stride = strides[at]!;
    const last = sides.at(-1);
    if (last && last.stride === stride * length) {
      last.length *= length;
      last.stride = stride;
    } else sides.push({ length, stride });
  });
  if (sides.length === 0 || sides.at(-1)!.stride > 1) sides.push({ length: 1, stride: 0 });
  return sides.length === 1 ? [{ length: 1, stride: 0 }, ...sides] : sides;
}

const set = (local: number, from: number): number[] => [...getLocal(from), ...setLocal(local)];

export function compileBroadcast(sides: readonly Side[]): Uint8Array<ArrayBuffer> {
  const [FROM, TO, COUNT] = [0, 1, 2];
  const outer = sides.slice(0, -1);
  const last = sides.at(-1)!;
  /** By side: where it is read, and how many are left; then the end of a run, and where it is read by now. */
  const places = outer.map((_, at) => (at === 0 ? FROM : 3 + 2 * (at - 1)));
  const counts = outer.map((_, at) => (at === 0 ? COUNT : 4 + 2 * (at - 1)));
  const end = 3 + 2 * (outer.length - 1);
  const now = end + 1;
  const splat = now + 1;
  const comesAgain = last.stride === 0;
  const vectors = Math.floor(last.length / 4);
  const rest = last.length % 4;

  const vector = comesAgain ? getLocal(splat) : [...getLocal(now), ...loadVector()];
  const one = comesAgain ? getLocal(splat) : [...getLocal(now), ...loadFirst()];
  const step = (bytes: number) => [...(comesAgain ? [] : advance(now, bytes)), ...advance(TO, bytes)];
  /** Writes until TO has come `bytes` further. */
  const loop = (bytes: number, body: readonly number[]) => [
    ...[...getLocal(TO), ...integer(bytes), ...I32.add, ...setLocal(end)],
    ...loopWhile(body, lessThan(TO, end)),
  ];
  const run = (place: number): number[] => [
    ...(comesAgain ? [...getLocal(place), ...loadSplat(), ...setLocal(splat)] : set(now, place)),
    ...(vectors > 0 ? loop(vectors * 16, [...getLocal(TO), ...vector, ...storeVector(), ...step(16)]) : []),
    ...(rest > 0 ? loop(rest * 4, [...getLocal(TO), ...one, ...storeFirst(), ...step(4)]) : []),
  ];
  const nested = (at: number): number[] => {
    const body =
      at === outer.length - 1
        ? run(places[at]!)
        : [
            ...set(places[at + 1]!, places[at]!),
            ...[...integer(outer[at + 1]!.length), ...setLocal(counts[at + 1]!)],
            ...nested(at + 1),
          ];
    return loopWhile(
      [...body, ...advance(places[at]!, outer[at]!.stride * 4), ...advance(counts[at]!, -1)],
      getLocal(counts[at]!),
    );
  };
  return encodeModule({
    parameters: 3,
    integers: 2 * (outer.length - 1) + 2,
    vectors: 1,
    body: nested(0),
  });
}

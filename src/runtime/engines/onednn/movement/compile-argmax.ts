/** Code that finds the place of the largest number of each row, the first of equals: `run(from, to, rows, length)`. */
import {
  advance,
  encodeModule,
  Float32,
  getLocal,
  I32,
  integer,
  lessThan,
  loopWhile,
  setLocal,
} from '../wasm/index.js';

export function compileArgMax(): Uint8Array<ArrayBuffer> {
  const [FROM, TO, ROWS, LENGTH, AT, BEST, END] = [0, 1, 2, 3, 4, 5, 6];
  const numberAt = (local: number) => [...getLocal(local), ...Float32.load];
  // The address of the largest so far is kept: a choice of two integers takes no branch.
  const compare = [
    ...[...getLocal(FROM), ...getLocal(BEST), ...numberAt(FROM), ...numberAt(BEST), ...Float32.greater],
    ...[...I32.select, ...setLocal(BEST), ...advance(FROM, 4)],
  ];
  const row = [
    ...[...getLocal(FROM), ...setLocal(BEST), ...getLocal(FROM), ...setLocal(AT)],
    ...[
      ...getLocal(FROM),
      ...getLocal(LENGTH),
      ...integer(2),
      ...I32.shiftLeft,
      ...I32.add,
      ...setLocal(END),
    ],
    ...loopWhile(compare, lessThan(FROM, END)),
    ...[
      ...getLocal(TO),
      ...getLocal(BEST),
      ...getLocal(AT),
      ...I32.subtract,
      ...integer(2),
      ...I32.shiftRight,
    ],
    ...[...I32.store, ...advance(TO, 4), ...advance(ROWS, -1)],
  ];
  return encodeModule({ parameters: 4, integers: 3, vectors: 0, body: loopWhile(row, getLocal(ROWS)) });
}

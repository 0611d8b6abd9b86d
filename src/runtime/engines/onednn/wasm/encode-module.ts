/** Binary encoding of a WebAssembly module with one function over an imported memory. */

import { MOST_PAGES } from './web-assembly.js';

const I32 = 0x7f;
const V128 = 0x7b;

/** A number in LEB128, unsigned. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const more = rest > 0x7f;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

/** A number in LEB128, signed. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
};

const section = (id: number, body: readonly number[]): number[] => [id, ...unsigned(body.length), ...body];

const list = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

const SHARED_WITH_MAXIMUM = 3;

export interface FunctionCode {
  /** Number of i32 parameters. */
  parameters: number;
  /** Numbers of further locals: i32 first, then v128. */
  integers: number;
  vectors: number;
  /** Instructions, without the end. */
  body: readonly number[];
}

/** The module `(import "env" "memory") (export "run")` of a function that returns nothing. */
export function encodeModule({ parameters, integers, vectors, body }: FunctionCode): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...list(Array.from({ length: parameters }, () => [I32])), 0];
  const locals = [
    ...(integers > 0 ? [[...unsigned(integers), I32]] : []),
    ...(vectors > 0 ? [[...unsigned(vectors), V128]] : []),
  ];
  const code = [...list(locals), ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([type])),
    ...section(
      2,
      list([
        [...text('env'), ...text('memory'), 2, SHARED_WITH_MAXIMUM, ...unsigned(0), ...unsigned(MOST_PAGES)],
      ]),
    ),
    ...section(3, list([[0]])),
    ...section(7, list([[...text('run'), 0, 0]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}

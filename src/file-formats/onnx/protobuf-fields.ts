/** Messages of protobuf, read without their definitions. */
import type * as Protobuf from 'protobufjs/minimal.js';

/** A message as its fields by number: numbers of varints and floats, bytes of everything else. */
export type Fields = ReadonlyMap<number, (number | Uint8Array)[]>;

export interface ProtobufReader {
  /** Throws Error for what is no message. */
  fieldsOf(bytes: Uint8Array): Fields;
  /** Whole numbers of a field, one each or packed. */
  integers(fields: Fields, field: number): number[];
}

export async function loadProtobuf(): Promise<ProtobufReader> {
  const { Reader } = (await import('protobufjs/minimal.js')).default;
  return {
    fieldsOf(bytes) {
      const reader = Reader.create(bytes);
      const fields = new Map<number, (number | Uint8Array)[]>();
      while (reader.pos < reader.len) {
        const tag = reader.uint32();
        const field = tag >>> 3;
        const value = valueOf(reader, tag & 7);
        const known = fields.get(field);
        if (known) known.push(value);
        else fields.set(field, [value]);
      }
      return fields;
    },
    integers: (fields, field) =>
      (fields.get(field) ?? []).flatMap((value) => {
        if (typeof value === 'number') return [value];
        const reader = Reader.create(value);
        const found: number[] = [];
        while (reader.pos < reader.len) found.push(Number(reader.int64()));
        return found;
      }),
  };
}

function valueOf(reader: Protobuf.Reader, kind: number): number | Uint8Array {
  switch (kind) {
    case 0:
      return Number(reader.int64());
    case 1:
      return reader.double();
    case 2:
      return reader.bytes();
    case 5:
      return reader.float();
    default:
      throw new Error(`a field of the kind ${kind}`);
  }
}

export const messagesOf = (fields: Fields, field: number): Uint8Array[] =>
  (fields.get(field) ?? []).filter((value): value is Uint8Array => typeof value !== 'number');

export const textsOf = (fields: Fields, field: number): string[] =>
  messagesOf(fields, field).map((bytes) => Buffer.from(bytes).toString('utf8'));

export const textOf = (fields: Fields, field: number): string => textsOf(fields, field)[0] ?? '';

export const numberOf = (fields: Fields, field: number): number | undefined => {
  const value = fields.get(field)?.[0];
  return typeof value === 'number' ? value : undefined;
};

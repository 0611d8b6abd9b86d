import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nullPrototypeRecord, ownValue, toNullPrototype } from '../../src/records/index.js';

const name = fc.oneof(fc.string(), fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)));

it('a record by name holds what was put into it, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, fc.integer()), { selector: ([key]) => key }),
      name,
      (entries, asked) => {
        const wanted = new Map(entries).get(asked);
        const record = nullPrototypeRecord(entries);
        expect(record[asked]).toBe(wanted);
        const told = JSON.parse(JSON.stringify(record)) as Record<string, number>;
        for (const other of [told, structuredClone(record)]) {
          expect(ownValue(other, asked)).toBe(wanted);
          expect(toNullPrototype(other)[asked]).toBe(wanted);
        }
      },
    ),
  );
});

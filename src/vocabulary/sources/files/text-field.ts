/** Texts in the cells of a table: as the numbers of their characters or bytes, or to tell examples apart. */
import type { FieldType, RuleResult } from '../../definition-types.js';
import { Type, type Static } from '../../typebox-builders.js';

export const textKey = {
  text: Type.Optional(
    Type.Union(
      [
        Type.Literal('id'),
        Type.Object(
          {
            length: Type.Integer({
              minimum: 1,
              maximum: 1_048_576,
              description:
                'How many numbers an example has: shorter texts are filled up with 0, of longer ones the rest is left out.',
            }),
            alphabet: Type.Optional(
              Type.String({
                minLength: 1,
                description:
                  'The characters that there are: the first one becomes 1. Without it a text is the bytes of its UTF-8, each plus 1.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      ],
      {
        description:
          'Reads texts, as whole numbers (int32): `{length: 64}` as characters, for an Embedding; `id` gives each text that occurs a number, to keep together what has the same (`group`).',
      },
    ),
  ),
};

export type TextForm = NonNullable<Static<ReturnType<typeof Type.Object<typeof textKey>>>['text']>;

/** The type of a field of texts. `given`: the keys that say what a field of numbers or classes is. */
export function declareText(
  name: string,
  form: TextForm,
  given: Readonly<Record<string, unknown>>,
): RuleResult<FieldType> {
  const wrong = (problem: string, key: string): RuleResult<FieldType> => ({
    ok: false,
    problem,
    argument: 'fields',
    keys: [name, key],
  });
  for (const key of ['shape', 'classes', 'range', 'type']) {
    if (given[key] !== undefined)
      return wrong(`\`${name}\` is text, so it has no \`${key}\`: it becomes whole numbers`, key);
  }
  if (typeof given.missing === 'number')
    return wrong(`\`${name}\` is text, and the number ${given.missing} is none`, 'missing');
  if (form === 'id') return { ok: true, value: { shape: [1], dtype: 'int32', role: 'value' } };
  const characters = [...(form.alphabet ?? '').normalize('NFC')];
  const twice = characters.find((character, at) => characters.indexOf(character) < at);
  if (twice !== undefined) return wrong(`the alphabet of \`${name}\` has \`${twice}\` twice`, 'text');
  return { ok: true, value: { shape: [form.length], dtype: 'int32', role: 'value' } };
}

/** The numbers of a text; a character that the alphabet lacks is returned as it is. */
export type TextReader = (text: string) => readonly number[] | string;

/** @param ids numbers of the texts that have occurred; those of all files of a source are the same */
export function textReader(form: TextForm, ids: Map<string, number>): TextReader {
  if (form === 'id') {
    return (text) => {
      const known = ids.get(text) ?? ids.size;
      ids.set(text, known);
      return [known];
    };
  }
  const { length, alphabet } = form;
  const filled = (numbers: readonly number[]) =>
    Array.from({ length }, (_, at) => (at < numbers.length ? numbers[at]! : 0));
  if (alphabet === undefined) {
    const encoder = new TextEncoder();
    return (text) => filled(Array.from(encoder.encode(text).subarray(0, length), (byte) => byte + 1));
  }
  const numberOf = new Map([...alphabet.normalize('NFC')].map((character, at) => [character, at + 1]));
  return (text) => {
    const numbers: number[] = [];
    for (const character of text) {
      if (numbers.length === length) break;
      const number = numberOf.get(character);
      if (number === undefined) return character;
      numbers.push(number);
    }
    return filled(numbers);
  };
}

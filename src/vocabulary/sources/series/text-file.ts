import { Type } from '../../typebox-builders.js';
import type { FieldType } from '../../definition-types.js';
import { defineSource } from '../define-source.js';
import { cutArguments, examplesOf } from './cut-arguments.js';

/** UTF-8 of a file, without a byte order mark. */
function decode(bytes: Uint8Array, path: string, unusable: (message: string) => Error): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(`${path} is no text in UTF-8. Leave out \`alphabet\` to read the bytes of any file.`);
  }
}

/** The numbers of characters, from 1 on in the order of the alphabet. */
function characterNumbers(
  text: string,
  alphabet: string,
  path: string,
  unusable: (message: string) => Error,
): Int32Array {
  const numberOf = new Map([...alphabet.normalize('NFC')].map((character, at) => [character, at + 1]));
  const numbers: number[] = [];
  let line = 1;
  for (const character of text.normalize('NFC')) {
    const number = numberOf.get(character);
    if (number === undefined) {
      throw unusable(
        `line ${line} of ${path} has the character ${JSON.stringify(character)}, which \`alphabet\` lacks. Add it there, or leave out \`alphabet\` to read bytes.`,
      );
    }
    numbers.push(number);
    if (character === '\n') line += 1;
  }
  return Int32Array.from(numbers);
}

export const textFileSource = defineSource({
  name: 'text_file',
  summary:
    'A text, cut into stretches of so many characters or bytes, each with what follows one character later.',
  about: "A person's own files.",
  args: Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description: 'A file of text, also as .gz; relative to the data directory or the graph.',
      }),
      ...cutArguments('characters'),
      alphabet: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
        default: null,
        description:
          'The characters that there are: the first one becomes 1. Without it characters are bytes, each plus 1: an Embedding has input_dim: 257.',
      }),
    },
    { additionalProperties: false },
  ),
  declare({ length, alphabet }) {
    const characters = [...(alphabet ?? '').normalize('NFC')];
    const twice = characters.find((character, at) => characters.indexOf(character) < at);
    if (twice !== undefined)
      return { ok: false, problem: `the alphabet has ${JSON.stringify(twice)} twice`, argument: 'alphabet' };
    const field: FieldType = { shape: [length], dtype: 'int32', role: 'value' };
    return {
      ok: true,
      value: { fields: { text: field, next: field }, splits: { train: { examples: null } } },
    };
  },
  files: ({ path }) => [{ path, kind: 'file' }],
  async load({ path, length, stride, alphabet }, tools) {
    const file = await tools.file({ names: [path] });
    const bytes = tools.gunzip(file.bytes, file.path);
    const numbers =
      alphabet === null
        ? Int32Array.from(bytes, (byte) => byte + 1)
        : characterNumbers(decode(bytes, file.path, tools.unusable), alphabet, file.path, tools.unusable);
    const step = stride ?? length;
    const examples = examplesOf(numbers.length, length, step, 1);
    if (examples === 0) {
      throw tools.unusable(
        `${file.path} has ${numbers.length} characters; an example of ${length} and the one that follows need ${length + 1}.`,
      );
    }
    const cut = (from: number): Int32Array => {
      const data = new Int32Array(examples * length);
      for (let at = 0; at < examples; at += 1)
        data.set(numbers.subarray(from + at * step, from + at * step + length), at * length);
      return data;
    };
    const column = (data: Int32Array) => ({ data, shape: [length], scale: 1 });
    return {
      splits: { train: { examples, columns: { text: column(cut(0)), next: column(cut(1)) } } },
      hash: tools.sha256(JSON.stringify([length, step, alphabet]), bytes),
      origin: file.path,
      simulated: false,
    };
  },
});

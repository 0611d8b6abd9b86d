/** Words of tests: graphs whose modules are texts, trusted by the test itself. */
import { check, loadWords, type Checked } from '../../src/index.js';

/** A graph that is checked with modules by their paths, of which all are trusted, or none. */
export async function checkWithWords(
  text: string,
  files: Readonly<Record<string, string>>,
  { trust = true, overrides = [] as string[] } = {},
): Promise<Checked> {
  const readPart = (file: string) => {
    const found = files[file];
    return found === undefined ? { problem: 'no such file' } : { text: found };
  };
  await loadWords(text, { file: 'g.yaml', readPart, trust: () => trust });
  return check(text, { file: 'g.yaml', readPart, overrides });
}

/** `code: message (text)`, errors and warnings. */
export const found = ({ diagnostics, sources }: Checked): string[] =>
  diagnostics.map(({ code, message, range, suggestion }) => {
    const at = range ? sources.get(range.file)?.slice(range.start, range.end) : '';
    return `${code}: ${message} [${at}]${suggestion ? ` ${suggestion.message}` : ''}`;
  });

/** A module with one layer, which multiplies by a number. */
export const scaleModule = (body = 'tf.mul(inputs[0], factor)', more = ''): string => `
import { defineLayer, ok, onlyInput, Type } from 'lagraph/words';
export const scale = defineLayer({
  name: 'Scale',
  summary: 'Multiplies by a number.',
  args: Type.Object({ factor: Type.Number({ minimum: 0, description: 'The number.' }) }),
  main: 'factor',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  call: (inputs, { factor }, _weights, { tf }) => ${body},
});
${more}`;

/** A graph with one network of some layers, trained towards its input. */
export const scaleGraph = (layers: string, more = 'words: [./w.mjs]'): string => `lagraph: 1
${more}
data: {d: {source: mnist}}
networks:
  n: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}, ${layers}, {Dense: 784}, {Reshape: [28, 28, 1]}]}
plan:
  p:
    train: n
    on: d
    loss: mean_squared_error(image, n(image))
    optimizer: {Adam: 0.001}
`;

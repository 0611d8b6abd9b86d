/** Graphs with one error, whose place is marked: `train: «encdoer»`. */
import { createLineIndex } from '../../../src/diagnostics/index.js';
import { check, type Diagnostic } from '../../../src/index.js';

/** A valid graph; each section can be replaced. */
const sections = {
  params: '',
  data: 'digits: {source: mnist}',
  networks: `
encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8, name: code}]}
decoder: {input: encoder, layers: [{Dense: 784}, {Reshape: [28, 28, 1]}]}
head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}`,
  models: 'autoencoder: encoder -> decoder',
  plan: `
copy:
  train: autoencoder
  on: {data: digits}
  loss: mean_squared_error(image, autoencoder(image))
  optimizer: {Adam: 0.001}
read:
  train: head
  on: {data: digits}
  loss: categorical_crossentropy(label, head(encoder(image)))
  optimizer: {Adam: 0.001}`,
  evaluate: '',
  report: '',
};

export type Sections = Partial<typeof sections>;

/** The graph with some sections replaced, and some entries appended to existing ones. */
export function graph(replaced: Sections, added: Sections = {}): string {
  const parts = Object.entries({ ...sections, ...replaced }).map(([name, body]) => {
    const lines = `${body}\n${added[name as keyof Sections] ?? ''}`.split('\n').filter((line) => line.trim());
    return lines.length === 0 ? '' : `${name}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  });
  return `lagraph: 1\nname: marked\n${parts.join('')}`;
}

/** `code line:column "text of the range"` for each diagnostic, by place. */
export function found(text: string): string[] {
  const lines = createLineIndex(text);
  const said = ({ code, range }: Diagnostic) => {
    if (!range) return `${code} nowhere`;
    const { line, column } = lines.lineColumn(range.start);
    return `${code} ${line}:${column} ${JSON.stringify(text.slice(range.start, range.end))}`;
  };
  return [...check(text).diagnostics].sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0)).map(said);
}

/** The text without its marks, and the diagnostic that is expected in it. */
export function unmarked(code: string, marked: string): { text: string; expected: string } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace('«', '').replace('»', '');
  if (start < 0 || end < start || /[«»]/.test(text)) throw new Error(`one place is marked:\n${marked}`);
  const { line, column } = createLineIndex(text).lineColumn(start);
  return { text, expected: `${code} ${line}:${column} ${JSON.stringify(text.slice(start, end))}` };
}

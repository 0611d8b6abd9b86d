/** Fields of texts: `text: {length: 8}` and `text: id`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../../src/runtime/data/index.js';
import { all, checked, open, refusal, temporary } from './support.js';

const folder = temporary();
const base = () => ({ base: folder() });

async function table(text: string, field: string, more = ''): Promise<string> {
  await writeFile(join(folder(), 'table.csv'), text);
  return `{source: csv, path: table.csv, fields: {words: ${field}, n: n}${more}}`;
}

const rowsOf = (set: ExampleSet, field = 'words'): number[][] => {
  const width = set.fields[field]!.shape[0]!;
  const values = set.gather(all(set), 0, [field])[field]!;
  return all(set).map((row) => [...values.subarray(row * width, (row + 1) * width)]);
};

describe('texts as characters', () => {
  it('are the bytes of their UTF-8 plus 1, filled up and cut', async () => {
    const dataset = await open(await table('words,n\nab,1\né,2\nabcdefg,3\n', '{text: {length: 4}}'), base());
    const set = dataset.split('train');
    expect(set.fields.words).toMatchObject({ shape: [4], dtype: 'int32', role: 'value' });
    expect(rowsOf(set)).toEqual([
      [98, 99, 0, 0],
      [0xc3 + 1, 0xa9 + 1, 0, 0],
      [98, 99, 100, 101],
    ]);
  });

  it('are numbered by an alphabet, whose other characters are told of with their place', async () => {
    const field = '{text: {length: 3, alphabet: ACGT}}';
    expect(rowsOf((await open(await table('words,n\nGATT,1\nC,2\n', field), base())).split('train'))).toEqual(
      [
        [3, 1, 4],
        [2, 0, 0],
      ],
    );
    const message = await refusal(await table('words,n\nGA,1\nGXT,2\n', field), base());
    expect(message).toContain('column words: 1 value has a character that the alphabet lacks: `X` in row 2');
  });

  it('may be missing', async () => {
    const text = 'words,n\nab,1\n,2\nNA,3\n';
    expect(await refusal(await table(text, '{text: {length: 2}}'), base())).toContain(
      '1 value is missing: row 2',
    );
    const kept = (await open(await table(text, '{text: {length: 2}, missing: skip}'), base())).split('train');
    // NA is a text.
    expect(rowsOf(kept)).toEqual([
      [98, 99],
      [79, 66],
    ]);
  });
});

describe('texts that tell examples apart', () => {
  it('have numbers in the order in which they occur, the same in all files', async () => {
    await writeFile(join(folder(), 'a.csv'), 'words,n\nann,1\nbob,2\nann,3\n');
    await writeFile(join(folder(), 'b.csv'), 'words,n\ncy,1\nbob,2\n');
    const dataset = await open(
      '{source: csv, splits: {train: a.csv, test: b.csv}, fields: {words: {text: id}, n: n}}',
      base(),
    );
    expect(rowsOf(dataset.split('train')).flat()).toEqual([0, 1, 0]);
    expect(rowsOf(dataset.split('test')).flat()).toEqual([2, 1]);
  });

  it('keep examples together', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => `person ${at % 8},${at}`).join('\n');
    const entry = await table(
      `words,n\n${rows}\n`,
      '{text: id}',
      ', split: {train: 0.5, test: 0.5}, group: words',
    );
    const dataset = await open(entry, base());
    const people = (split: string) => new Set(rowsOf(dataset.split(split)).flat());
    expect([people('train').size, people('test').size]).toEqual([4, 4]);
    expect([...people('train')].filter((one) => people('test').has(one))).toEqual([]);
  });
});

it.each([
  ['{text: id, classes: [a, b]}', '`words` is text, so it has no `classes`: it becomes whole numbers'],
  ['{text: {length: 3}, missing: 0}', '`words` is text, and the number 0 is none'],
  ['{text: {length: 3, alphabet: aba}}', 'the alphabet of `words` has `a` twice'],
  ['{text: id, columns: [a, b]}', 'the texts of `words` come from one column'],
])('refuses %s', (field, said) => {
  const { diagnostics } = checked(`{source: csv, path: table.csv, fields: {words: ${field}}}`);
  expect(diagnostics.map(({ message }) => message)).toEqual([`\`csv\`: ${said}`]);
});

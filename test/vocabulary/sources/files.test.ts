/** Sources that read a person's own files, opened through a graph. The files: test/fixtures/data-files/make.py. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../../src/runtime/data/index.js';
import { all, checked, classesOf, open, refusal, temporary } from './support.js';

const base = fileURLToPath(new URL('../../fixtures/data-files', import.meta.url));
const expected = JSON.parse(readFileSync(join(base, 'expected.json'), 'utf8')) as {
  iris: { x: number[][]; label: number[] };
  digits: { image: number[]; label: number[] };
  diabetes: { x: number[][]; y: number[] };
  colours: number[];
};

const values = (set: ExampleSet, field: string, rows: number[] = all(set)): number[] =>
  Array.from(set.gather(rows, 0, [field])[field]!);
const narrowed = (numbers: readonly number[]) => numbers.map((number) => Math.fround(number));
/** The findings of a graph with this data set. */
const findings = (entry: string) =>
  checked(entry).diagnostics.map(({ message, suggestion }) =>
    suggestion ? `${message} | ${suggestion.message}` : message,
  );

const folder = temporary();
const ofText = async (text: string, entry: string) => {
  await writeFile(join(folder(), 'table.csv'), text);
  return `{source: csv, path: table.csv, ${entry}}`;
};
const openText = async (text: string, entry: string) =>
  (await open(await ofText(text, entry), { base: folder() })).split('train');
const refuseText = async (text: string, entry: string) =>
  (await refusal(await ofText(text, entry), { base: folder() })).replaceAll(`${folder()}/`, '');

describe("scikit-learn's own tables", () => {
  it('iris: classes by number, with names', async () => {
    const dataset = await open(
      `{source: csv, path: scikit-learn/iris.csv, header: false, skip_lines: 1, fields: {x: {columns: {from: 0, to: 3}}, label: {columns: 4, classes: [setosa, versicolor, virginica]}}}`,
      { base },
    );
    const set = dataset.split('train');
    expect(set.examples).toBe(150);
    expect(values(set, 'x', [0, 75, 149])).toEqual(narrowed(expected.iris.x.flat()));
    expect(set.fields.label!.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(classesOf(set)).toEqual(expected.iris.label);
  });

  it('digits: packed, in scientific notation, as pictures', async () => {
    const dataset = await open(
      `{source: csv, path: scikit-learn/digits.csv.gz, header: false, fields: {image: {columns: {from: 0, to: 63}, shape: [8, 8, 1], range: [0, 16]}, label: {columns: 64, classes: 10}}}`,
      { base },
    );
    const set = dataset.split('train');
    expect(set.fields.image!.role).toBe('image');
    expect(values(set, 'image', [0, 1796])).toEqual(narrowed(expected.digits.image));
    expect(classesOf(set)).toEqual(expected.digits.label);
  });

  it('diabetes: parted by spaces', async () => {
    const x = await open(
      `{source: csv, path: scikit-learn/diabetes_data_raw.csv.gz, header: false, separator: whitespace, fields: {x: {columns: {from: 0, to: 9}}}}`,
      { base },
    );
    expect(values(x.split('train'), 'x', [0, 441])).toEqual(narrowed(expected.diabetes.x.flat()));
    const y = await open(
      `{source: csv, path: scikit-learn/diabetes_target.csv.gz, header: false, fields: {y: 0}}`,
      { base },
    );
    expect(values(y.split('train'), 'y', [0, 441])).toEqual(expected.diabetes.y);
  });

  it('linnerud and wine', async () => {
    const chins = await open(
      `{source: csv, path: scikit-learn/linnerud_exercise.csv, separator: whitespace, fields: {x: [Chins, Jumps]}}`,
      { base },
    );
    expect(values(chins.split('train'), 'x', [0])).toEqual([5, 60]);
    const wine = await open(
      `{source: csv, path: scikit-learn/wine_data.csv, header: false, skip_lines: 1, fields: {x: {columns: {from: 0, to: 12}}, label: {columns: 13, classes: 3}}}`,
      { base },
    );
    expect(wine.split('train').examples).toBe(178);
  });
});

const PEOPLE = (more: string) =>
  `fields: {x: {columns: [age, height], missing: skip}, hand: {columns: left_handed}, group: {classes: [c, a, b], missing: skip}}${more}`;

describe('tables of pandas', () => {
  it.each([
    ['csv', 'people.csv', ''],
    ['csv', 'people-semicolon.csv', ', separator: ";", decimal: ","'],
    ['csv', 'people-latin1.csv', ', encoding: latin1'],
    ['csv', 'people-utf16.csv', ', separator: tab'],
    ['csv', 'people-bom.csv.gz', ''],
    ['parquet', 'people-snappy.parquet', ''],
    ['parquet', 'people-zstd.parquet', ''],
  ])('%s %s', async (source, file, more) => {
    const dataset = await open(`{source: ${source}, path: ${file}, ${PEOPLE(more)}}`, { base });
    const set = dataset.split('train');
    // The third has no age, the sixth no group.
    expect(set.examples).toBe(4);
    expect(values(set, 'x')).toEqual([36, 165, 85, 170, 40.5, 181, 71, 169]);
    expect(values(set, 'hand')).toEqual([1, 0, 1, 0]);
    expect(values(set, 'group')).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
  });

  it('are the same data in any form: their hashes agree', async () => {
    const hashes = await Promise.all(
      [
        '{source: csv, path: people.csv, fields: {x: height}}',
        '{source: parquet, path: people-gzip.parquet, fields: {x: height}}',
      ].map(async (entry) => [...(await open(entry, { base })).sources.values()][0]),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('fill what is missing with a number', async () => {
    const dataset = await open(
      '{source: csv, path: people.csv, fields: {x: {columns: age, missing: 50, range: [0, 100]}}}',
      { base },
    );
    expect(values(dataset.split('train'), 'x', [1, 2])).toEqual(narrowed([0.85, 0.5]));
  });

  it('have lists in cells of Parquet', async () => {
    const dataset = await open(
      '{source: parquet, path: numbers.parquet, fields: {e: {columns: embedding, shape: [3]}, i: {columns: image, shape: [2, 2, 1]}, k: {columns: u64, type: int32}, w: {columns: word, classes: [x, y]}}}',
      { base },
    );
    const set = dataset.split('train');
    expect(values(set, 'e', [6])).toEqual([6, 6.5, -6]);
    expect(values(set, 'i', [6])).toEqual([6, 1, 2, 3]);
    expect(set.gather([5], 0, ['k']).k).toEqual(Int32Array.of(5));
    expect(values(set, 'w', [1])).toEqual([0, 1]);
  });
});

describe('a table of text', () => {
  it('is told where values are missing or no numbers, by row and line', async () => {
    const text = 'a,b\n1,2\n,x\n"3",\nnan,1e99\n';
    expect(await refuseText(text, 'fields: {x: [a, b]}')).toBe(
      `DataError: The data of one can't be had. table.csv has values that can't be used:
  - column a: 2 values are missing: row 2 (line 3), row 4 (line 5)
  - column b: 2 values are no numbers: \`x\` in row 2 (line 3), \`1e99\` in row 4 (line 5)
  - column b: 1 value is missing: row 3 (line 4)
In the field, \`missing: skip\` leaves such rows out, and \`missing: 0\` (or another number) fills them.
If a text stands for a missing value, add it to \`missing_texts\`. Words are classes: \`classes: [...]\`. Numbers like 1,5 need \`decimal: ","\`.`,
    );
  });

  it('lists the first places of many', async () => {
    const text = `a\n${'\n'.repeat(0)}${Array.from({ length: 1000 }, () => '?').join('\n')}\n`;
    expect(await refuseText(text, 'fields: {x: a}')).toContain('`?` in row 5 (line 6) and 995 more');
    expect(
      await refuseText(text, 'fields: {x: {columns: a, missing: skip}}, missing_texts: ["?"]'),
    ).toContain('every row');
  });

  it('is told what is no class', async () => {
    expect(
      await refuseText('a\ncat\ndog\ncow\n', 'fields: {label: {columns: a, classes: [cat, dog]}}'),
    ).toContain('- column a: 1 value is none of the classes cat, dog: `cow` in row 3 (line 4)');
    expect(await refuseText('a\n0\n2\n', 'fields: {label: {columns: a, classes: 2}}')).toContain(
      '1 value is none of the classes 0 to 1: `2` in row 2 (line 3)',
    );
  });

  it('knows classes by names, by the value of numbers, by truth, or by place', async () => {
    const classes = async (text: string, names: string) =>
      classesOf(await openText(`label\n${text}`, `fields: {label: {classes: ${names}}}`));
    expect(await classes('cat\n dog \ncat\n', '[dog, cat]')).toEqual([1, 0, 1]);
    expect(await classes('5\n7.0\n6e0\n', '[5, 6, 7]')).toEqual([0, 2, 1]);
    expect(await classes('True\nfalse\n', '[false, true]')).toEqual([1, 0]);
    expect(await classes('None\nsome\n', '[None, some]')).toEqual([0, 1]);
    expect(await classes('1\n0\n', '[no, yes]')).toEqual([1, 0]);
  });

  it('is refused with what it has where a column is not there', async () => {
    expect(await refuseText('age,name\n1,a\n', 'fields: {x: agee}')).toBe(
      "DataError: The data of one can't be had. table.csv has no column agee; did you mean age? It has age, name.",
    );
    expect(await refuseText('a,a\n1,2\n', 'fields: {x: a}')).toContain(
      'table.csv has two columns a; name the one that is meant by its number, counted from 0.',
    );
    expect(await refuseText('a\n1\n', 'fields: {x: 3}')).toContain(
      'table.csv has no column number 3, which x asks for: it has 1 columns, 0 to 0.',
    );
    expect(await refuseText('a,b\n', 'fields: {x: a}')).toContain('table.csv has a header and no rows.');
  });

  it('has a file for each split', async () => {
    await writeFile(join(folder(), 'a.csv'), 'x\n1\n2\n');
    await writeFile(join(folder(), 'b.csv'), 'x\n3\n');
    const dataset = await open('{source: csv, splits: {train: a.csv, test: b.csv}, fields: {x: x}}', {
      base: folder(),
    });
    expect(values(dataset.split('train'), 'x')).toEqual([1, 2]);
    expect(values(dataset.split('test'), 'x')).toEqual([3]);
  });

  it('is divided by shares', async () => {
    const entry = await ofText('x\n1\n2\n3\n4\n5\n', 'fields: {x: x}, split: {train: 0.8, test: 0.2}');
    const dataset = await open(entry, { base: folder() });
    const parts = ['train', 'test'].flatMap((split) => values(dataset.split(split), 'x'));
    expect(parts.length).toBe(5);
    expect(parts.sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('files of arrays', () => {
  it.each(['pictures.npz', 'pictures-packed.npz'])('%s: the splits may be arrays', async (file) => {
    const dataset = await open(
      `{source: npz, path: ${file}, fields: {image: {key: {train: x_train, test: x_test}, shape: [4, 4, 1], range: [0, 255]}, label: {key: {train: y_train, test: y_test}, classes: 3}}}`,
      { base },
    );
    const [train, test] = [dataset.split('train'), dataset.split('test')];
    expect([train.examples, test.examples]).toEqual([4, 2]);
    expect(classesOf(train)).toEqual([0, 2, 1, 2]);
    expect(classesOf(test)).toEqual([0, 1]);
    expect(Math.max(...values(train, 'image'))).toBeLessThanOrEqual(1);
  });

  it('.npy has one for each field; texts are classes', async () => {
    const dataset = await open(
      '{source: npy, fields: {image: {path: images.npy, shape: [16]}, label: {path: words.npy, classes: [dog, emu, cat]}}}',
      { base },
    );
    const set = dataset.split('train');
    expect(classesOf(set)).toEqual([2, 0, 2, 1, 0, 2]);
    expect(set.fields.image!.shape).toEqual([16]);
  });

  it('.h5 has them in groups', async () => {
    const dataset = await open(
      '{source: hdf5, path: arrays.h5, fields: {image: {key: images, shape: [4, 4, 1], range: [0, 255]}, label: {key: labels/words, classes: [cat, dog, emu]}, n: {key: labels/numbers, shape: [1], type: int32}}}',
      { base },
    );
    const set = dataset.split('train');
    expect(classesOf(set)).toEqual([0, 1, 0, 2, 1, 0]);
    expect(values(set, 'n')).toEqual([0, 2, 1, 2, 0, 1]);
  });

  it('.safetensors: channels are put last', async () => {
    const dataset = await open(
      '{source: safetensors, path: arrays.safetensors, fields: {image: {key: colours, shape: [2, 2, 3], channels: first}, label: {key: classes, classes: 3}}}',
      { base },
    );
    expect(values(dataset.split('train'), 'image')).toEqual(expected.colours);
  });

  it.each([
    ['image: {key: colours, shape: [2, 2, 3]}', 'It has the channels first: write channels: first.'],
    ['image: {key: colours, shape: [3, 3]}', 'If the file is right, write shape: [3, 2, 2].'],
    ['x: {key: nothing, shape: [1]}', 'has no array nothing; it has'],
    ['x: {key: gaps, shape: [1]}', '- x: 1 value is missing: [1]'],
    ['x: {key: gaps, shape: [1], missing: 0}', '- x: 1 value is no number: `Infinity` in [3]'],
    ['x: {key: double, shape: [2, 3]}, label: {key: classes, classes: 3}', 'has 4 examples, and'],
    ['label: {key: classes, classes: 2}', '- label: 1 value is none of the classes 0 to 1: `2` in [2]'],
    ['label: {key: double, classes: 3}', 'a class for each example is expected, or one-hot rows of 3.'],
  ])('are refused with what to do: %s', async (fields, told) => {
    expect(
      await refusal(`{source: safetensors, path: arrays.safetensors, fields: {${fields}}}`, { base }),
    ).toContain(told);
  });

  it('that hold bytes where no range is given are read, with a notice', async () => {
    const notices: string[] = [];
    await open('{source: npy, fields: {image: {path: images.npy, shape: [4, 4, 1]}}}', { base }, notices);
    expect(notices).toEqual([
      `${join(base, 'images.npy')} holds bytes, and no range is given: image has values up to 255. range: [0, 255] makes them 0 to 1.`,
    ]);
  });

  it('that are not there are told of', async () => {
    expect(await refusal('{source: npz, path: none.npz, fields: {x: {shape: [1]}}}', { base })).toContain(
      'none.npz could not be found.',
    );
  });
});

describe('what is written wrong', () => {
  it.each([
    ['{source: csv, fields: {x: a}}', '`csv`: no file is named'],
    ['{source: csv, path: a, splits: {train: b}, fields: {x: a}}', 'only one of the two can be read'],
    ['{source: csv, path: a}', '`csv` needs `fields`'],
    ['{source: csv, path: a, fields: {}}', '`fields` of `csv` is empty'],
    ['{source: csv, path: a, fields: {my x: a}}', '`my x` can not be a name in `fields` of `csv`'],
    ['{source: csv, splits: {train: 5}, fields: {x: a}}', '`train` of `splits` of `csv` must be a text'],
    [
      '{source: image_folder, path: a, splits: {train: 5}}',
      '`train` of `splits` of `image_folder` must be a text',
    ],
    [
      '{source: csv, path: a, fields: {x: {column: a}}}',
      '`x` of `fields` of `csv` has no key `column` | did you mean `columns`?',
    ],
    ['{source: csv, path: a, fields: {x: true}}', '`x` of `fields` of `csv` must be'],
    ['{source: csv, path: a, fields: {x: {columns: {from: a, to: b}}}}', '`x` needs a shape'],
    [
      '{source: csv, path: a, fields: {x: {columns: [a, b], shape: [3]}}}',
      '`x` has 2 columns, and [3] holds 3 numbers',
    ],
    ['{source: csv, path: a, fields: {x: {columns: [a, b], classes: 3}}}', 'come from one column'],
    ['{source: csv, path: a, fields: {x: {classes: [a, a]}}}', 'two classes of `x` have the same name'],
    ['{source: csv, path: a, fields: {x: {classes: 3, missing: 0}}}', 'none of them is the number 0'],
    ['{source: csv, path: a, fields: {x: {classes: 3, range: [0, 1]}}}', 'so it has no `range`'],
    ['{source: csv, path: a, fields: {x: {range: [1, 1]}}}', 'is empty: both ends are 1'],
    ['{source: csv, path: a, fields: {x: {columns: {from: 5, to: 2}}}}', 'end before they begin'],
    ['{source: csv, path: a, separator: ab, fields: {x: a}}', "`ab` can't part cells"],
    ['{source: csv, path: a, decimal: ",", fields: {x: a}}', 'the same character'],
    ['{source: npz, path: a, fields: {x: a}}', '`x` needs a shape'],
    [
      '{source: npz, path: a, fields: {x: {key: {train: a}, shape: [1]}, y: {key: b, shape: [1]}}}',
      '`y` is one array, and `x` has one for each split',
    ],
    [
      '{source: npz, path: a, fields: {x: {shape: [4], channels: first}}}',
      '`channels: first` is for pictures',
    ],
    ['{source: npy, path: a, fields: {x: {path: a, shape: [1]}}}', '`npy` has no argument `path`'],
    ['{source: npy, fields: {x: {shape: [1]}}}', '`x` of `fields` of `npy` lacks `path`'],
  ])('%s', (entry, told) => {
    expect(findings(entry).join('\n')).toContain(told);
  });

  it('is pointed at where it stands', () => {
    const entry = '{source: csv, path: a, fields: {x: {columns: [a], shape: [3]}}}';
    const { diagnostics } = checked(entry);
    const text = `lagraph: 1\nname: one\ndata:\n  one: ${entry}\n`;
    const { start, end } = diagnostics[0]!.range!;
    expect(text.slice(start, end)).toBe('[3]');
  });
});

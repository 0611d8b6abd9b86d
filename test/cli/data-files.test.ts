/** Data files of other programs through the command line: inspected, checked, trained for an epoch. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataEntryFor } from '../../src/cli/commands/data/inspect/data-entry.js';
import { dataEntryYaml } from '../../src/cli/commands/data/inspect/inspection-text.js';
import { check } from '../../src/index.js';
import { inspectFile, openDataset } from '../../src/runtime/data/index.js';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { temporary } from '../vocabulary/sources/support.js';

const base = fileURLToPath(new URL('../fixtures/data-files', import.meta.url));
const folder = temporary();
beforeAll(build, 300_000);

const inspect = async (...args: string[]) => {
  const { code, out, err } = await lagraph(['data', 'inspect', ...args], { cwd: base });
  expect(err).toBe('');
  expect(code).toBe(0);
  return out;
};

interface Inspection {
  yaml: string;
  parts: { name: string; missing: number }[];
}
const inspected = async (file: string) => JSON.parse(await inspect(file, '--json')) as Inspection;

/** A graph that trains on all fields of a data set, whatever they are. */
function graphOf(yaml: string): string {
  const text = `lagraph: 1\nname: own\nseed: 1\n${yaml}`;
  const { program, diagnostics } = check(text);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const { name, fields } = program!.datasets[0]!;
  const names = Object.keys(fields);
  const networks = names.map(
    (field) => `  n_${field}: {input: [${fields[field]!.shape.join(', ')}], layers: [Flatten, {Dense: 2}]}\n`,
  );
  return `${text}networks:
${networks.join('')}plan:
  learn:
    train: [${names.map((field) => `n_${field}`).join(', ')}]
    on: {data: ${name}, epochs: 1, steps_per_epoch: 2, batch_size: 2}
    loss: ${names.map((field) => `mean(square(n_${field}(${field})))`).join(' + ')}
    optimizer: {SGD: 0.000001}
`;
}

describe('data inspect', () => {
  it('shows columns, and a data set', async () => {
    expect(await inspect('people.csv')).toBe(`people.csv: csv, 6 rows, 7 columns

column       type    minimum  maximum    mean  deviation  missing  values
(no name)    number        0        5  2.5000     1.7078           0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1
name         text                                                  6 different ones
age          number       36       85   57.10      18.49        1
height       number      158      181  167.17     7.5590           158: 1, 160: 1, 165: 1, 169: 1, 170: 1, 181: 1
left_handed  truth                                                 false: 4, true: 2
group        text                                               1  a: 2, b: 2, c: 1
since        text                                                  2020-01-01: 6

data:
  people:
    source: csv
    path: people.csv
    fields:
      x: {columns: [age, height, left_handed], missing: skip}
      group: {columns: group, classes: [a, b, c], missing: skip}
    split: {train: 0.8, test: 0.2}

not in it: column 0 (the index that pandas writes)
not in it: name (texts that hardly repeat: text: {length: 64} reads them, text: id tells them apart)
not in it: since (always the same text)
`);
  });

  it('sees splits among arrays', async () => {
    const { yaml } = await inspected('pictures.npz');
    expect(yaml).toBe(`data:
  pictures:
    source: npz
    path: pictures.npz
    fields:
      x: {key: {train: x_train, test: x_test}, shape: [4, 4, 1], range: [0, 255]}
      y: {key: {train: y_train, test: y_test}, classes: 3}
`);
  });

  it('takes what is said of a csv file', async () => {
    const said = ['--separator', 'whitespace', '--no-header', '--skip-lines', '1'];
    const out = await inspect('scikit-learn/linnerud_exercise.csv', ...said, '--json');
    const { csv, parts } = JSON.parse(out) as Inspection & { csv: object };
    expect(csv).toMatchObject({ separator: 'whitespace', header: false, skip_lines: 1 });
    expect(parts.map(({ name }) => name)).toEqual(['0', '1', '2']);
  });

  it('refuses what it can not read, with what to do', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'book.csv'), Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0));
    await writeFile(join(folder(), 'half.parquet'), 'PAR1 and no more');
    for (const [file, told] of [
      [
        'book.csv',
        'book.csv is no text but an archive or a workbook (zip, xlsx, ods, npz); save a workbook as csv.',
      ],
      ['half.parquet', 'half.parquet is a Parquet file that was cut off.'],
      ['none.csv', 'none.csv'],
    ] as const) {
      const { code, err } = await lagraph(['data', 'inspect', file], { cwd: folder() });
      expect(code).not.toBe(0);
      expect(err).toContain(told);
    }
  });
});

/** The data set that `data inspect` prints, without the command line. */
async function entryOf(file: string): Promise<string> {
  const inspection = await inspectFile(await readFile(join(base, file)), file);
  return dataEntryYaml(dataEntryFor(inspection, file)!);
}

describe('what inspect prints is checked and read as it is', () => {
  it.each([
    'scikit-learn/iris.csv',
    'scikit-learn/wine_data.csv',
    'scikit-learn/linnerud_exercise.csv',
    'scikit-learn/linnerud_physiological.csv',
    'scikit-learn/diabetes_data_raw.csv.gz',
    'scikit-learn/diabetes_target.csv.gz',
    'scikit-learn/digits.csv.gz',
    'people.csv',
    'people-semicolon.csv',
    'people-latin1.csv',
    'people-utf16.csv',
    'people-bom.csv.gz',
    'people-zstd.parquet',
    'numbers.parquet',
    'numbers-v2.parquet',
    'pictures.npz',
    'pictures-packed.npz',
    'kinds.npz',
    'images.npy',
    'words.npy',
    'arrays.h5',
    'arrays.safetensors',
  ])('%s', async (file) => {
    const { program } = check(graphOf(await entryOf(file)));
    const { name, fields } = program!.datasets[0]!;
    const opened = await openDataset(program!, name, { directory: base }, () => undefined);
    const set = opened.split('train');
    const batch = set.gather([0], 0, Object.keys(fields));
    for (const values of Object.values(batch)) expect([...values].every(Number.isFinite)).toBe(true);
  });
});

describe('what inspect prints is trained as it is, through the command line', () => {
  it.each([
    'scikit-learn/iris.csv',
    'people-zstd.parquet',
    'pictures-packed.npz',
    'images.npy',
    'arrays.h5',
    'arrays.safetensors',
  ])('%s', async (file) => {
    const graph = join(folder(), `${file.replaceAll('/', '-')}.yaml`);
    await writeFile(graph, graphOf(await entryOf(file)));
    const store = join(folder(), 'store');
    const { code, out, err } = await lagraph(['run', graph, '--json', '--data', base, '--store', store], {
      cwd: folder(),
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    const losses = events(out).flatMap((event) => (event.event === 'epoch' ? [event.metrics.loss!] : []));
    expect(losses).toHaveLength(1);
    expect(Number.isFinite(losses[0])).toBe(true);
  });
});

describe('a run on a file that is wrong', () => {
  it('says where, at the data set in the graph', async () => {
    await writeFile(join(folder(), 'wrong.csv'), 'a,label\n1,cat\n,dog\nx,cow\n');
    const yaml =
      'data:\n  pets:\n    source: csv\n    path: wrong.csv\n    fields: {a: a, label: {classes: [cat, dog]}}\n';
    await writeFile(join(folder(), 'wrong.yaml'), graphOf(yaml));
    const { code, err } = await lagraph(['run', 'wrong.yaml', '--store', 'store'], { cwd: folder() });
    expect(code).toBe(1);
    expect(err).toContain('wrong.yaml:5:3');
    expect(err).toContain('column a: 1 value is missing: row 2 (line 3)');
    expect(err).toContain('column a: 1 value is no number: `x` in row 3 (line 4)');
    expect(err).toContain('column label: 1 value is none of the classes cat, dog: `cow` in row 3 (line 4)');
  });
});

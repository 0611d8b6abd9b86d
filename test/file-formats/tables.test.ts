/** Tables as pandas and pyarrow write them: test/fixtures/data-files/make.py. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FileContentError,
  openCsv,
  openParquet,
  type CsvOptions,
  type Table,
} from '../../src/file-formats/index.js';

const bytesOf = (name: string) => readFileSync(new URL(`../fixtures/data-files/${name}`, import.meta.url));
const plain: CsvOptions = { separator: ',', header: true, skipLines: 0, encoding: 'utf-8' };
const csv = (bytes: Uint8Array | string, options: Partial<CsvOptions> = {}) =>
  openCsv(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'table.csv', { ...plain, ...options });

async function rowsOf(table: Table, wanted?: number[]) {
  const rows: unknown[][] = [];
  await table.rows(wanted ?? table.columns.map((_, at) => at), (cells, row, line) => {
    rows.push([row, line, ...cells]);
  });
  return rows;
}

const refusal = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'it was read',
    (error: Error) => {
      expect(error, error.stack).toBeInstanceOf(FileContentError);
      return error.message;
    },
  );

describe('csv', () => {
  it('of pandas is read as it is: quotes, ends of lines in cells, missing cells, with the lines of the file', async () => {
    const table = await csv(bytesOf('people.csv'));
    expect(table.columns.map(({ name }) => name)).toEqual([
      '',
      'name',
      'age',
      'height',
      'left_handed',
      'group',
      'since',
    ]);
    expect(await rowsOf(table, [1, 2])).toEqual([
      [1, 2, 'Ada, Countess', '36.0'],
      [2, 3, 'Grace "Amazing"', '85.0'],
      [3, 4, 'two\nlines', null],
      [4, 6, 'Zoë', '40.5'],
      [5, 7, 'Kurt', '71.0'],
      [6, 8, 'Emmy', '53.0'],
    ]);
  });

  it.each([
    ['people-semicolon.csv', { separator: ';' }, '36,0'],
    ['people-latin1.csv', { encoding: 'latin1' }, '36.0'],
    ['people-utf16.csv', { separator: '\t' }, '36.0'],
    ['people-bom.csv.gz', {}, '36.0'],
  ] as const)('in every form that programs write: %s', async (file, options, age) => {
    const table = await csv(bytesOf(file), options);
    const rows = await rowsOf(table, [0, 1]);
    expect(table.columns[0]!.name).toBe('name');
    expect(rows.map(([, , name]) => name)).toEqual([
      'Ada, Countess',
      'Grace "Amazing"',
      'two\nlines',
      'Zoë',
      'Kurt',
      'Emmy',
    ]);
    expect(rows[0]![3]).toBe(age);
  });

  it('without a header, after other lines, parted by spaces', async () => {
    expect(await rowsOf(await csv('1,2\n3,4\n', { header: false }))).toEqual([
      [1, 1, '1', '2'],
      [2, 2, '3', '4'],
    ]);
    const text = 'about\nthe table\n  a   b\n\n 1\t2 \n';
    const table = await csv(text, { skipLines: 2, separator: 'whitespace' });
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(await rowsOf(table)).toEqual([[1, 5, '1', '2']]);
  });

  it('has rows of any cells: what is written is read', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' ', '1') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        const table = await csv(`x,y\n${text}\n`);
        const read = (await rowsOf(table)).map(([, , ...cells]) => cells);
        expect(read).toEqual(rows.map((row) => row.map((one) => one.trim() || null)));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it.each([
    ['a,b\n1,2\n3\n', 'table.csv, line 3: there are 1 cells, not 2, as the header has.'],
    ['a,b\n1,"2\n3,4\n', 'table.csv: the quotes that open in the row at line 2 are not closed.'],
    ['', 'table.csv holds no rows'],
    [Uint8Array.of(0x61, 0xff, 0x0a), 'table.csv is no text in utf-8. If it comes from an old program'],
    [Uint8Array.of(0x50, 0x4b, 3, 4), 'table.csv is no text but an archive or a workbook'],
    [Uint8Array.of(0x61, 0, 0x62), 'table.csv is no text: it holds zero bytes.'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'table.csv is a damaged gzip file'],
  ])('with something wrong is refused where it is %#', async (bytes, told) => {
    expect(await refusal(csv(bytes).then((table) => rowsOf(table)))).toContain(told);
  });
});

describe('Parquet', () => {
  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'])(
    'of pandas is read, whatever it is packed by: %s',
    async (compression) => {
      const table = await openParquet(bytesOf(`people-${compression}.parquet`), 'people.parquet');
      expect(table.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
        'name: string',
        'age: double',
        'height: int64',
        'left_handed: boolean',
        'group: string',
        'since: timestamp',
      ]);
      const rows = await rowsOf(table, [0, 1, 2, 3, 4]);
      expect(rows[0]).toEqual([1, null, 'Ada, Countess', 36, 165n, true, 'a']);
      expect(rows[2]!.slice(2, 4)).toEqual(['two\nlines', null]);
      expect(rows[5]!.at(-1)).toBe(null);
    },
  );

  it.each(['numbers.parquet', 'numbers-v2.parquet'])(
    'has lists and numbers of every width: %s',
    async (file) => {
      const table = await openParquet(bytesOf(file), file);
      expect(table.columns.map(({ type }) => type)).toEqual([
        'list of float',
        'list of list of int32',
        'int32',
        'int64',
        'float16',
        'double',
        'string',
      ]);
      const rows = await rowsOf(table);
      expect(rows.length).toBe(7);
      expect(rows[6]!.slice(0, 2)).toEqual([7, null]);
      expect(Array.from(rows[6]![2] as number[])).toEqual([6, 6.5, -6]);
      expect(
        rows[6]!.slice(4, 9).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
      ).toEqual([3, 6, 3, 0.1 * 6, 'x']);
    },
  );

  it('that is none, or is cut off or damaged, is refused by name', async () => {
    const whole = bytesOf('people-snappy.parquet');
    const open = async (bytes: Uint8Array) => rowsOf(await openParquet(bytes, 'people.parquet'));
    expect(await refusal(open(bytesOf('people.csv')))).toBe(
      'people.parquet is no Parquet file. Put a good copy in its place.',
    );
    expect(await refusal(open(whole.subarray(0, 3000)))).toBe(
      'people.parquet is a Parquet file that was cut off. Put a good copy in its place.',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Uint8Array.from(whole);
        bytes[at]! ^= change;
        const told = await refusal(open(bytes));
        if (told !== 'it was read') expect(told.startsWith('people.parquet')).toBe(true);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});

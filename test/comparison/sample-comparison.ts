/** A comparison of two groups with rows of images, curves and names of every kind. */
import { deflateSync } from 'node:zlib';
import type { ComparedGroup, ComparisonPage } from '../../src/comparison/index.js';
import type { RowsData } from '../../src/report/index.js';

/** Any bytes: tests look at the text of a page. */
export const sheetUrl = (fill: number): string =>
  `data:image/png;base64,${deflateSync(Buffer.alloc(8, fill)).toString('base64')}`;

export const rowsOf = (images: string[], count = 3): RowsData => ({
  format: 1,
  kind: 'translations',
  name: 'rows',
  title: 'rows',
  simulated: false,
  notes: [],
  examples: { dataset: 'digits', split: 'test', count },
  rows: images.map((url, at) => ({
    title: at === 0 ? 'image' : 'copy',
    sheet: { url, width: 6, height: 6, columns: 2, count },
    captions: at === 0 ? null : ['zero', '<b>one</b>', '"two"'].slice(0, count),
  })),
});

const group = (mark: string, label: string, value: number): ComparedGroup => ({
  mark,
  label,
  graph: '<script>window.hit = 1</script>',
  engine: 'onnx',
  profile: null,
  overrides: ['seed=3'],
  runs: [3, 4].map((seed) => ({
    run: `${label}-${seed}`,
    name: null,
    seed,
    status: 'done',
    started: '2026-01-01T00:00:00Z',
    simulated: mark === 'B',
  })),
  figures: Object.assign(Object.create(null) as ComparedGroup['figures'], {
    __proto__x: { mean: value, spread: 0.5, values: [] },
    reads: {
      mean: value,
      spread: 0.25,
      values: [
        { run: `${label}-3`, seed: 3, value: value - 0.1 },
        { run: `${label}-4`, seed: 4, value: value + 0.1 },
      ],
    },
  }),
  differs: null,
});

export const samplePage = (): ComparisonPage => ({
  figures: ['reads', '__proto__x'],
  keyFigures: ['reads'],
  groups: [
    group('A', 'first', 0.5),
    {
      ...group('B', '"second" <i>', 0.75),
      differs: { graph: { same: true, entries: [], cost: [] }, other: ['engine: onnx → tfjs'] },
    },
  ],
  curves: [
    [{ phase: 'read', figure: 'loss', points: [[1, 2]] }],
    [
      {
        phase: 'read',
        figure: 'loss',
        points: [
          [1, 2],
          [2, 1],
        ],
      },
    ],
  ],
  reports: [[], []],
  rows: [
    new Map([['rows', rowsOf([sheetUrl(1), sheetUrl(2)])]]),
    new Map([['rows', rowsOf([sheetUrl(1), sheetUrl(3)])]]),
  ],
});

/** What reports compute, and that every text in their pictures is text. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ReportSettings, ReportValue, ValueReport } from '../../src/compiler/index.js';
import {
  drawReport,
  readReportData,
  writeReportData,
  type BarsData,
  type ConfusionData,
  type HistogramData,
  type InterpolationData,
  type ManifoldData,
  type MispredictionsData,
  type PlaneData,
  type ReportSource,
  type RowsData,
  type SamplesData,
  type Values,
} from '../../src/report/index.js';

const CLASSES = ['__proto__', '<script>alert(1)</script>', `"two" & 'three'`];

const values = (shape: number[], data: number[]): Values => ({ shape, data: Float32Array.from(data) });

/** Values by key, or by `key/name`. */
function source(given: Record<string, Values>, more: Partial<ReportSource> = {}): ReportSource {
  const rowsOf = ({ shape, data }: Values, wanted: readonly number[]): Values => {
    const size = shape.slice(1).reduce((product, side) => product * side, 1);
    return {
      shape: [wanted.length, ...shape.slice(1)],
      data: Float32Array.from(wanted.flatMap((at) => [...data.subarray(at * size, (at + 1) * size)])),
    };
  };
  return {
    graph: 'a <b> graph',
    values: (wanted, examples) =>
      Promise.resolve(
        wanted.map(({ key, name }) => {
          const all = given[name === null ? key : `${key}/${name}`]!;
          const count = Math.min(all.shape[0]!, typeof examples === 'number' ? examples : Infinity);
          const list = Array.isArray(examples) ? (examples as number[]) : [...Array(count).keys()];
          return rowsOf(all, list);
        }),
      ),
    // A decoder that shows its first two numbers as two grey pixels.
    decode: ({ shape, data }) =>
      Promise.resolve(
        values(
          [shape[0]!, 1, 2, 1],
          Array.from({ length: shape[0]! }, (_, at) => [
            data[at * shape[1]!]!,
            data[at * shape[1]! + 1]!,
          ]).flat(),
        ),
      ),
    draw: (from, range, count) =>
      Float32Array.from({ length: count }, (_, at) =>
        from === 'normal' ? at : range[0] + ((range[1] - range[0]) * at) / count,
      ),
    random: () => {
      let state = 1;
      return () => (state = (state * 16807) % 2147483647) / 2147483647;
    },
    simulated: () => false,
    ...more,
  };
}

function report<Kind extends keyof ReportSettings>(
  kind: Kind,
  settings: ReportSettings[Kind],
  keys: readonly (string | [key: string, name: string])[] = [],
  size: number | null = null,
): ValueReport {
  const named = keys.map((key, wire): ReportValue => {
    const [own, name] = typeof key === 'string' ? [key, null] : key;
    return { key: own, name, wire, text: `${own}(x)`, classes: CLASSES };
  });
  return {
    kind,
    name: kind,
    data: { dataset: 'signs', split: 'test' },
    wires: [],
    values: named,
    model: size === null ? null : { name: 'decoder', input: 'z', size },
    settings,
    networks: [],
  } as unknown as ValueReport;
}

async function draw<T>(own: ValueReport, from: ReportSource): Promise<{ data: T; pages: string[] }> {
  const { data, pages } = await drawReport(own, from);
  // What is stored is what was computed.
  expect(readReportData(writeReportData(data))).toEqual(JSON.parse(JSON.stringify(data)));
  for (const page of pages) {
    expect(page).not.toMatch(/<script|NaN|undefined|\[object/);
    const { width, height } = await sharp(Buffer.from(page)).metadata();
    expect(width).toBeGreaterThan(100);
    expect(height).toBeGreaterThan(30);
  }
  return { data: data as unknown as T, pages };
}

const predictions = {
  true: values([5], [0, 0, 1, 2, 2]),
  // The largest of each row counts: 0, 1, 1, 2, 0.
  predicted: values([5, 3], [9, 1, 0, 0, 5, 1, 0, 2, 1, 0, 0, 1, 3, 2, 1]),
};

describe('confusion', () => {
  it('counts true classes against predicted ones', async () => {
    const { data, pages } = await draw<ConfusionData>(
      report('confusion', { examples: null }, ['true', 'predicted']),
      source(predictions),
    );
    expect(data.counts).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 1],
    ]);
    expect(data).toMatchObject({ accuracy: 0.6, classes: CLASSES, examples: { count: 5 } });
    expect(pages[0]).toContain('60.0 % of 5 examples right');
  });

  it('knows classes that only the prediction has, and leaves out what is no number', async () => {
    const own = report('confusion', { examples: null }, ['true', 'predicted']);
    const { data } = await draw<ConfusionData>(
      own,
      source({ true: values([2], [0, 1]), predicted: values([2, 4], [0, 0, 0, 1, NaN, NaN, NaN, NaN]) }),
    );
    expect(data.classes).toEqual([...CLASSES, '3']);
    expect(data.counts[0]).toEqual([0, 0, 0, 1]);
    expect(data.notes).toEqual([
      'Without a class: 1 of 2 examples, whose numbers are not finite or negative.',
    ]);
  });
});

describe('bars', () => {
  it('counts wrong targets and wrong predictions by class', async () => {
    const { data } = await draw<BarsData>(
      report('bars', { examples: null }, ['true', 'predicted']),
      source(predictions),
    );
    expect(data).toMatchObject({ wrongTargets: [1, 0, 1], wrongPredictions: [1, 1, 0], totals: [2, 1, 2] });
  });
});

const pictures = values(
  [5, 2, 2, 1],
  Array.from({ length: 20 }, (_, at) => at / 20),
);

describe('mispredictions', () => {
  it('shows the first wrong ones with both classes, and says how many there are', async () => {
    const { data, pages } = await draw<MispredictionsData>(
      report('mispredictions', { examples: null, count: 1 }, ['image', 'true', 'predicted']),
      source({ ...predictions, image: pictures }),
    );
    expect(data).toMatchObject({
      wrong: 2,
      shown: [{ example: 1, true: 0, predicted: 1 }],
      sheet: { count: 1, width: 2, height: 2 },
    });
    expect(pages[0]).toContain('The first 1 of 2 wrong predictions are shown.');
  });

  it('has a picture where nothing is wrong', async () => {
    const right = { true: values([1], [1]), predicted: values([1], [1]), image: pictures };
    const { data } = await draw<MispredictionsData>(
      report('mispredictions', { examples: null, count: 9 }, ['image', 'true', 'predicted']),
      source(right),
    );
    expect(data).toMatchObject({ wrong: 0, shown: [], sheet: null });
  });
});

describe('rows', () => {
  it('names rows, writes classes below pictures, marks what is wrong, and goes on in pages', async () => {
    const { data, pages } = await draw<RowsData>(
      report('rows', { count: 5, page: 2 }, [
        ['images', 'sign'],
        ['images', 'digit'],
        ['labels', 'sign'],
        ['labels', 'digit'],
      ]),
      source({
        'images/sign': pictures,
        'images/digit': pictures,
        'labels/sign': predictions.true,
        'labels/digit': predictions.predicted,
      }),
    );
    expect(pages).toHaveLength(3);
    expect(pages[0]).toContain('page 1 of 3');
    expect(data.rows.map(({ title, captions }) => [title, captions])).toEqual([
      ['sign', [0, 0, 1, 2, 2].map((at) => CLASSES[at])],
      ['digit', [0, 1, 1, 2, 0].map((at) => CLASSES[at])],
    ]);
    // One wrong reading on the first page, none on the second, one on the third.
    expect(pages.map((page) => page.match(/fill="#c81e1e"/g)?.length ?? 0)).toEqual([1, 0, 1]);
    // Every picture has a frame.
    expect(pages[0]!.match(/stroke="#c8c8c8"/g)).toHaveLength(4);
    expect(pages[0]).toContain('&#60;script&#62;');
  });
});

describe('plane', () => {
  const settings = { by: 'pca', thumbnails: 2, examples: 100 } as const;

  it('takes two numbers as they are, with colours and thumbnails', async () => {
    const { data, pages } = await draw<PlaneData>(
      report('plane', settings, ['at', 'colour', 'image']),
      source({
        at: values([5, 2], [0, 1, 2, 3, 4, 5, NaN, 7, 8, 9]),
        colour: predictions.true,
        image: pictures,
      }),
    );
    expect(data).toMatchObject({
      projection: 'none',
      points: [[0, 1], [2, 3], [4, 5], null, [8, 9]],
      colour: { classes: CLASSES, values: [0, 0, 1, 2, 2] },
      thumbnails: { count: 2 },
    });
    expect(data.notes).toEqual([
      'Not shown: 1 of 5 points, whose numbers are not finite.',
      'The first 2 of 5 points have a picture, which a page shows when one points at them.',
    ]);
    expect(pages[0]).toContain('>__proto__</text>');
  });

  it.each([3, 300])('finds the axes along which %d numbers vary most', async (size) => {
    // All variance is along one direction; the first number is constant.
    const at = Array.from({ length: 8 }, (_, k) =>
      Array.from({ length: size }, (__, axis) => (axis === 0 ? 1 : k * axis)),
    );
    const { data } = await draw<PlaneData>(
      report('plane', settings, ['at']),
      source({ at: values([8, size], at.flat()) }),
    );
    expect(data.projection).toBe('pca');
    expect(data.explained![0]).toBeCloseTo(1, 4);
    const first = data.points.map((point) => point![0]);
    const step = first[1]! - first[0]!;
    const length = Math.hypot(...at[1]!.map((value, axis) => value - at[0]![axis]!));
    expect(Math.abs(step)).toBeCloseTo(length, 2 - Math.floor(Math.log10(length)));
    first.forEach((x, k) => expect((x - first[0]!) / step).toBeCloseTo(k, 3));
  });

  it('projects by UMAP, the same each time', async () => {
    const at = values(
      [20, 4],
      Array.from({ length: 80 }, (_, k) => (k < 40 ? 0 : 50) + ((k * 7919) % 13)),
    );
    const own = report('plane', { ...settings, by: 'umap' }, ['at']);
    const { data } = await draw<PlaneData>(own, source({ at }));
    expect(data.projection).toBe('umap');
    expect((await draw<PlaneData>(own, source({ at }))).data.points).toEqual(data.points);
  });

  it.each([
    ['no variance', values([3, 3], [1, 1, 1, 1, 1, 1, 1, 1, 1])],
    ['one example', values([1, 3], [1, 2, 3])],
  ])('has a plane for %s', async (_, at) => {
    const { data } = await draw<PlaneData>(report('plane', settings, ['at']), source({ at }));
    for (const point of data.points) expect(point).toEqual([0, 0]);
  });
});

/** Grey values of a sheet's images, by image. */
async function pixels({ url, width, height, columns, count }: RowsData['rows'][number]['sheet']) {
  const image = sharp(Buffer.from(url.split(',')[1]!, 'base64'));
  const { data, info } = await image.greyscale().raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: count }, (_, at) =>
    Array.from({ length: width * height }, (__, pixel) => {
      const x = (at % columns) * width + (pixel % width);
      const y = Math.floor(at / columns) * height + Math.floor(pixel / width);
      return data[(y * info.width + x) * info.channels]!;
    }),
  );
}

describe('manifold', () => {
  it('decodes a grid: the first axis across, the second upwards, the others 0', async () => {
    const { data, pages } = await draw<ManifoldData>(
      report('manifold', { range: [0, 1], steps: 3, axes: [0, 1] }, [], 3),
      source({}),
    );
    expect(data.axes.map((axis) => axis.values)).toEqual([
      [0, 0.5, 1],
      [1, 0.5, 0],
    ]);
    expect(await pixels(data.sheet)).toEqual([
      [0, 255],
      [128, 255],
      [255, 255],
      [0, 128],
      [128, 128],
      [255, 128],
      [0, 0],
      [128, 0],
      [255, 0],
    ]);
    expect(pages[0]).toContain('The decoder takes 3 numbers; all but 0 and 1 are 0.');
  });
});

describe('interpolation', () => {
  it('goes in equal steps from one example to the next, pair by pair', async () => {
    const { data } = await draw<InterpolationData>(
      report('interpolation', { count: 4, steps: 3 }, ['at', 'label'], 2),
      source({ at: values([5, 2], [0, 1, 1, 0, 0, 0, 1, 1, 9, 9]), label: predictions.true }),
    );
    expect(data.pairs).toEqual([
      { from: 0, to: 1, labels: [CLASSES[0], CLASSES[0]] },
      { from: 2, to: 3, labels: [CLASSES[1], CLASSES[2]] },
    ]);
    expect(await pixels(data.sheet)).toEqual([
      [0, 255],
      [128, 128],
      [255, 0],
      [0, 0],
      [128, 128],
      [255, 255],
    ]);
    expect(data.notes).toEqual(['The data have 5 examples: 2 pairs.']);
  });
});

describe('histogram', () => {
  it('counts in equal bins over all series, and says what is not finite', async () => {
    const { data } = await draw<HistogramData>(
      report('histogram', { bins: 4, examples: 100 }, [
        ['of', 'a'],
        ['of', 'b'],
      ]),
      source({ 'of/a': values([4], [0, 1, 2, 4]), 'of/b': values([2, 2], [3, 3, NaN, Infinity]) }),
    );
    expect(data.edges).toEqual([0, 1, 2, 3, 4]);
    expect(data.series).toMatchObject([
      { title: 'a', counts: [1, 1, 1, 1], mean: 1.75, minimum: 0, maximum: 4, notFinite: 0 },
      { title: 'b', counts: [0, 0, 0, 2], mean: 3, deviation: 0, notFinite: 2 },
    ]);
  });

  it('has bins where all numbers are the same, or none is a number', async () => {
    for (const of of [values([2], [5, 5]), values([1], [NaN])]) {
      const own = report('histogram', { bins: 2, examples: 9 }, ['of']);
      const { data } = await draw<HistogramData>(own, source({ of }));
      expect(data.edges).toHaveLength(3);
      expect(data.edges[2]).toBeGreaterThan(data.edges[0]!);
    }
  });
});

describe('samples', () => {
  it('decodes draws', async () => {
    const { data } = await draw<SamplesData>(
      report('samples', { from: 'uniform', range: [0, 1], count: 2 }, [], 2),
      source({}),
    );
    expect(data.from).toBe('uniform');
    expect(await pixels(data.sheet)).toEqual([
      [0, 64],
      [128, 191],
    ]);
  });
});

describe('simulated data', () => {
  it.each([
    ['confusion', report('confusion', { examples: null }, ['true', 'predicted'])],
    ['bars', report('bars', { examples: null }, ['true', 'predicted'])],
    [
      'mispredictions',
      report('mispredictions', { examples: null, count: 1 }, ['image', 'true', 'predicted']),
    ],
    ['rows', report('rows', { count: 2, page: 9 }, [['images', 'image']])],
    ['plane', report('plane', { by: 'pca', thumbnails: 1, examples: 9 }, ['at'])],
    ['manifold', report('manifold', { range: [0, 1], steps: 2, axes: [0, 1] }, [], 2)],
    ['interpolation', report('interpolation', { count: 1, steps: 2 }, ['at'], 2)],
    ['histogram', report('histogram', { bins: 2, examples: 9 }, ['of'])],
    ['samples', report('samples', { from: 'normal', range: [0, 1], count: 2 }, [], 2)],
  ])('is said on the picture of %s', async (_, own) => {
    const at = values([5, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const given = { ...predictions, at, of: at, image: pictures, 'images/image': pictures };
    const { data, pages } = await draw<RowsData>(own, source(given, { simulated: () => true }));
    expect(data.simulated).toBe(true);
    for (const page of pages) expect(page).toContain('SIMULATED DATA');
  });
});

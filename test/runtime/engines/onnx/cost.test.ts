import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  builtInCostTable,
  costTablePath,
  loadCostTable,
  estimateNodeMilliseconds,
  estimateModelMilliseconds,
  rateNames,
  typedNodes,
  nodeFlopsAndBytes,
  type CostTable,
} from '../../../../src/runtime/engines/onnx/cost/index.js';
import { measureRates } from '../../../../src/runtime/engines/onnx/cost/measure-rates.js';
import { NCHWC_DOMAIN, OnnxGraphBuilder } from '../../../../src/runtime/engines/onnx/model/index.js';
import { detectNchwcBlockSize } from '../../../../src/runtime/engines/onnx/onnxruntime-session.js';

/** Rates that make milliseconds easy to read: a multiply-add takes 1 ns, a byte 1 ns, a node almost nothing. */
const table = (rates: Partial<CostTable['rates']> = {}): CostTable => ({
  origin: 'measured',
  block: 16,
  rates: { ...Object.fromEntries(rateNames.map((name) => [name, 1e9])), node: 1e15, ...rates },
});

/** The last node of a graph. */
function last(write: (graph: OnnxGraphBuilder) => unknown) {
  const graph = new OnnxGraphBuilder('one');
  write(graph);
  return typedNodes(graph.model()).at(-1)!;
}

const gemm = last((graph) =>
  graph.op('Gemm', [graph.input('a', 'float32', [128, 1024]), graph.input('b', 'float32', [1024, 256])]),
);

describe('estimate', () => {
  it('counts the multiply-adds of matrices and divides them among threads', () => {
    const multiplyAdds = 128 * 1024 * 256;
    expect(nodeFlopsAndBytes(gemm)).toMatchObject({ rate: 'gemm', multiplyAdds, parallel: true });
    expect(estimateNodeMilliseconds(gemm, table(), 1)).toBeCloseTo(multiplyAdds / 1e6, 3);
    expect(estimateNodeMilliseconds(gemm, table({ gemm: 4e9 }), 2)).toBeCloseTo(multiplyAdds / 8e6, 3);
  });

  it('counts bytes where memory takes longer than computing', () => {
    const bytes = 4 * (128 * 1024 + 1024 * 256 + 128 * 256);
    expect(estimateNodeMilliseconds(gemm, table({ gemm: 1e15 }), 1)).toBeCloseTo(bytes / 1e6, 3);
  });

  it('adds what a node costs by itself, once', () => {
    const view = last((graph) => graph.reshape(graph.input('x', 'float32', [1000, 1000]), [1_000_000]));
    expect(estimateNodeMilliseconds(view, table({ node: 1e6 }), 2)).toBeCloseTo(0.001, 9);
  });

  it.each([
    ['blockedConvolution', NCHWC_DOMAIN, 1, [64, 64, 3, 3], [2, 64, 8, 8], 2 * 64 * 64 * 64 * 9],
    ['convolution', '', 1, [64, 64, 3, 3], [2, 64, 8, 8], 2 * 64 * 64 * 64 * 9],
    ['depthwiseConvolution', '', 64, [64, 1, 3, 3], [2, 64, 8, 8], 2 * 64 * 64 * 9],
    ['elementwise', NCHWC_DOMAIN, 64, [64, 1, 3, 3], [2, 64, 8, 8], 2 * 64 * 64 * 9],
    ['groupedConvolution', NCHWC_DOMAIN, 4, [4 * 16, 1, 8, 8], [3, 4, 8, 8], 3 * 4 * 16 * 9 * 64],
    ['wideConvolution', '', 1, [64, 4, 8, 8], [3, 4, 8, 8], 3 * 64 * 4 * 9 * 64],
  ] as const)('knows a %s', (rate, domain, group, filter, image, multiplyAdds) => {
    const node = last((graph) =>
      graph.op(
        'Conv',
        [graph.input('x', 'float32', image), graph.input('f', 'float32', filter)],
        { kernel_shape: filter.slice(2), pads: [1, 1, 1, 1], group },
        domain,
      ),
    );
    expect(nodeFlopsAndBytes(node)).toMatchObject({ rate, multiplyAdds });
  });

  it.each([
    ['images whose channels go first', [3, 0, 1, 2], { rate: 'transpose', parallel: true }],
    ['short runs that stay together', [2, 1, 0, 3], { rate: 'transpose', parallel: false }],
    ['whole images', [1, 0, 2, 3], { rate: 'elementwise', parallel: true }],
  ])('tells transpositions apart: %s', (_, perm, work) => {
    const node = last((graph) => graph.transpose(graph.input('x', 'float32', [32, 2, 30, 16]), perm));
    expect(nodeFlopsAndBytes(node)).toMatchObject(work);
  });

  it.each([
    [1, 'scattered'],
    [16, 'shortRuns'],
    [256, 'elementwise'],
  ])('copies runs of %i numbers as %s', (run, rate) => {
    const node = last((graph) => {
      const inputs = ['a', 'b'].map((name) => graph.input(name, 'float32', [100, run]));
      return graph.op('Concat', inputs, { axis: 1 });
    });
    expect(nodeFlopsAndBytes(node)).toMatchObject({ rate, bytes: 2 * 2 * 4 * 100 * run });
  });

  it('does not count what a slice leaves out', () => {
    const node = last((graph) =>
      graph.op('Slice', [graph.input('x', 'float32', [1000, 64]), graph.ints([0]), graph.ints([10])]),
    );
    expect(nodeFlopsAndBytes(node)).toMatchObject({ bytes: 2 * 4 * 10 * 64 });
  });

  it('says nothing where a type or a rate is not known', () => {
    const odd = last((graph) => graph.op('NonZero', [graph.input('x', 'float32', [3])]));
    expect([nodeFlopsAndBytes(odd), estimateNodeMilliseconds(odd, table(), 1)]).toEqual([null, null]);
    const blocked = last((graph) =>
      graph.nchwcOp(
        'Conv',
        [graph.input('x', 'float32', [1, 16, 4, 4]), graph.filled([16, 16, 1, 1], 1)],
        {},
      ),
    );
    expect(estimateNodeMilliseconds(blocked, builtInCostTable(16), 1)).toBeGreaterThan(0);
    expect(estimateNodeMilliseconds(blocked, builtInCostTable(0), 1)).toBeNull();
  });

  it('adds up a model, or says nothing of it', () => {
    const graph = new OnnxGraphBuilder('sum');
    const x = graph.op('Relu', [graph.input('x', 'float32', [500])]);
    graph.op('Add', [x, x]);
    expect(estimateModelMilliseconds(graph.model(), table(), 1)).toBeCloseTo((4000 + 6000) / 1e6, 9);
    graph.op('NonZero', [x]);
    expect(estimateModelMilliseconds(graph.model(), table(), 1)).toBeNull();
  });
});

describe('loadCostTable', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lagraph-costs-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const { rates } = table();
  const measure = (given: CostTable['rates'] = rates) => {
    let times = 0;
    const measured = async () => {
      times += 1;
      return given;
    };
    return Object.assign(measured, { times: () => times });
  };

  it('measures once and finds it again', async () => {
    const measured = measure();
    const first = await loadCostTable(16, { directory, measure: measured });
    expect(first).toEqual({ origin: 'measured', block: 16, rates });
    const second = await loadCostTable(16, { directory, measure: measured });
    expect(second).toEqual({ ...first, origin: 'cached' });
    expect(measured.times()).toBe(1);
  });

  it('measures for each size of block', async () => {
    await loadCostTable(16, { directory, measure: measure() });
    const { blockedConvolution: _, groupedConvolution: __, ...plain } = rates;
    const other = await loadCostTable(0, { directory, measure: measure(plain) });
    expect(other).toEqual({ origin: 'measured', block: 0, rates: plain });
  });

  it.each([
    ['half a file', (text: string) => text.slice(0, text.length / 2)],
    ['another version', (text: string) => text.replace(/"onnxruntime": "[^"]*"/, '"onnxruntime": "0.1.0"')],
    ['a rate that is missing', (text: string) => text.replace('"gemm"', '"gem"')],
    ['a rate that is no number', (text: string) => text.replace(/"gemm": [^,\n]*/, '"gemm": "quick"')],
    ['a rate of nothing', (text: string) => text.replace(/"gemm": [^,\n]*/, '"gemm": 0')],
    ['something else', () => '[]'],
  ])('measures anew in the place of %s', async (_, spoil) => {
    await loadCostTable(16, { directory, measure: measure() });
    const path = costTablePath(16, directory);
    const text = await readFile(path, 'utf8');
    expect(spoil(text)).not.toBe(text);
    await writeFile(path, spoil(text));
    const measured = measure();
    expect((await loadCostTable(16, { directory, measure: measured })).origin).toBe('measured');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('falls back on the rates of another machine where nothing can be measured', async () => {
    const fails = () => Promise.reject(new Error('no onnxruntime'));
    expect(await loadCostTable(8, { directory, measure: fails })).toEqual(builtInCostTable(8));
  });

  it('measures where nothing can be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const found = await loadCostTable(16, { directory: file, measure: measure() });
    expect(found.origin).toBe('measured');
    expect(dirname(costTablePath(16, file))).toBe(join(file, 'costs'));
  });

  it('measures every rate of this machine', async () => {
    const block = await detectNchwcBlockSize();
    for (const size of new Set([block, 0])) {
      const measured = await measureRates(size);
      expect(Object.keys(measured).sort()).toEqual(Object.keys(builtInCostTable(size).rates).sort());
      for (const rate of Object.values(measured)) expect(rate).toBeGreaterThan(0);
    }
  });
});

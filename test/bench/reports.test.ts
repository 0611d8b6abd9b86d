import { describe, expect, it } from 'vitest';
import { load } from './import-bench-module.js';

interface Step {
  task: string;
  ms: Record<string, number>;
  spread: Record<string, [number, number]>;
  ratio: Record<string, number>;
  ratios: Record<string, Record<string, { median: number; spread: [number, number] }>>;
}
const { stepReport, stepsTables } = await load<{
  stepReport(task: string, times: Record<string, number[]>, engines: string[], peers: string[]): Step;
  stepsTables(steps: Step[], engines: string[], peers: string[]): string;
}>('steps-report.mjs');

interface Ran {
  seconds: number;
  peakBytes: number | null;
  phases: Record<string, number>;
  figures: Record<string, number>;
}
interface Pipeline {
  ratio: number;
  phases: unknown[];
  figures: { figure: string; lagraph: number | null; peer: number | null }[];
}
const { fromEvents, fromLines, pipelineReport, pipelineTables } = await load<{
  fromEvents(events: unknown[]): Pick<Ran, 'phases' | 'figures'>;
  fromLines(lines: unknown[]): Pick<Ran, 'phases' | 'figures'> & { version: string };
  pipelineReport(own: Ran, peer: Ran): Pipeline;
  pipelineTables(report: Pipeline): string;
}>('pipeline-report.mjs');

const { scaleReport } = await load<{
  scaleReport(
    engine: string,
    cases: { dimension: string; value: number }[],
    roundsOf: (one: { value: number }) => Record<string, number>[],
  ): Record<string, unknown>[];
}>('scale-report.mjs');

const { scaledEpochs } = await load<{
  scaledEpochs(params: { name: string; value: unknown }[], scale: number): string[];
}>('scale-epochs.mjs');

describe('steps', () => {
  const times = { onnx: [10, 30, 12], 'onnx-plain': [20, 60, 40], keras: [20, 40, 16], torch: [40, 60, 48] };

  it('are reported with the ratio to Keras by engine, round by round', () => {
    const step = stepReport('vae', times, ['onnx', 'onnx-plain'], ['keras', 'torch']);
    expect(step).toMatchObject({
      task: 'vae',
      ms: { onnx: 12, 'onnx-plain': 40, keras: 20, torch: 48 },
      spread: { onnx: [10, 30] },
      ratio: { onnx: 0.75, 'onnx-plain': 1.5 },
    });
    expect(step.ratios.torch!.onnx).toEqual({ median: 0.25, spread: [0.25, 0.5] });
    expect(JSON.parse(JSON.stringify(step))).toEqual(step);
  });

  it('have no ratio to Keras without Keras', () => {
    const step = stepReport('vae', times, ['onnx'], ['torch']);
    expect(step.ratio).toEqual({});
    expect(Object.keys(step.ratios)).toEqual(['torch']);
  });

  it('have a dash where a peer has no such task', () => {
    const step = stepReport('u_net', { ...times, torch: [] }, ['onnx'], ['keras', 'torch']);
    expect(step.ms.torch).toBeNull();
    expect(step.ratios.torch!.onnx).toBeNull();
    expect(stepsTables([step], ['onnx'], ['keras', 'torch'])).toMatch(/^\| u_net \| 0\.\d\d .* \| – \|$/m);
  });

  it('are tables of medians with spreads, and of ratios', () => {
    const step = stepReport('vae', times, ['onnx'], ['keras']);
    expect(stepsTables([step], ['onnx'], ['keras'])).toBe(
      [
        '| ms of a step | onnx | keras |',
        '| --- | --- | --- |',
        '| vae | 12.0 (10.0 to 30.0) | 20.0 (16.0 to 40.0) |',
        '',
        '| ratio | onnx / keras |',
        '| --- | --- |',
        '| vae | 0.75 (0.50 to 0.75) |',
      ].join('\n'),
    );
  });
});

describe('the pipeline', () => {
  const own = fromEvents([
    { event: 'start', phases: ['link'] },
    { event: 'phase', name: 'link', status: 'trained', seconds: 3, metrics: { loss: 0.5, 'val.loss': 0.25 } },
    { event: 'evaluate', name: 'reads_as_its_sign', value: 0.9, ok: true },
    { event: 'done', seconds: 9 },
  ]);
  const peer = fromLines([
    { phase: 'load', seconds: 2 },
    { phase: 'link', seconds: 6, val_loss: 0.5, pairs: 35640 },
    { phase: 'translate', seconds: 0, accuracy: 0.95 },
    { total_s: 20, versions: 'Keras 3' },
  ]);
  const report = pipelineReport(
    { ...own, seconds: 10, peakBytes: 2 ** 30 },
    { ...peer, seconds: 20, peakBytes: 2 ** 31 },
  );

  it('puts the same phases and figures of both side by side', () => {
    expect(peer.version).toBe('Keras 3');
    expect(report).toMatchObject({ ratio: 0.5, seconds: { lagraph: 10, peer: 20 } });
    expect(report.phases).toContainEqual({ phase: 'link', lagraph: 3, peer: 6 });
    expect(report.phases).toContainEqual({ phase: 'load', lagraph: null, peer: 2 });
    expect(report.figures).toContainEqual({ figure: 'link: loss', lagraph: 0.25, peer: 0.5 });
    expect(report.figures).toContainEqual({ figure: 'reads_as_its_sign', lagraph: 0.9, peer: 0.95 });
    expect(report.figures).toContainEqual({ figure: 'denoise_mnist: loss', lagraph: null, peer: null });
  });

  it('says where memory is not measured', () => {
    expect(pipelineTables(report)).toContain('| peak memory, MiB | 1024 | 2048 | 0.50 |');
    const unmeasured = pipelineReport(
      { ...own, seconds: 10, peakBytes: null },
      { ...peer, seconds: 20, peakBytes: null },
    );
    expect(pipelineTables(unmeasured)).toContain('| peak memory, MiB | – | – | – |');
    expect(pipelineTables(unmeasured)).toContain('not measured');
  });

  it('trains a share of the epochs, one at least', () => {
    const params = [
      { name: 'link_epochs', value: 15 },
      { name: 'classify_epochs', value: 10 },
      { name: 'rate', value: 0.5 },
    ];
    expect(scaledEpochs(params, 0.1)).toEqual(['link_epochs=2', 'classify_epochs=1']);
    expect(scaledEpochs(params, 0.02)).toEqual(['link_epochs=1', 'classify_epochs=1']);
  });
});

it('growth is over the value before, within a dimension', () => {
  const measured = (value: number) => ({
    compile_ms: 1,
    prepare_ms: 1,
    step_ms: value,
    peak_bytes: 100 + value,
  });
  const cases = [
    { dimension: 'width', value: 100 },
    { dimension: 'width', value: 200 },
    { dimension: 'batch', value: 100 },
  ];
  const rows = scaleReport('onnx', cases, ({ value }) => [
    measured(value),
    measured(value),
    measured(9 * value),
  ]);
  expect(rows.map((row) => [row.step_ms, row.step_growth, row.peak_growth])).toEqual([
    [100, null, null],
    [200, 2, 1.5],
    [100, null, null],
  ]);
});

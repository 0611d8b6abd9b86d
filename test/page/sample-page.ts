/** A page of a run that was never made: two phases, one of them frozen in part, with figures of every kind. */
import { compile } from '../../src/index.js';
import type { PhaseCurves } from '../../src/report/index.js';
import type { RunPage } from '../../src/page/render/index.js';

export const SAMPLE_GRAPH = `lagraph: 1
name: sample
description: A reader, and a copier behind its frozen body.
seed: 7
params: {units: 8}
data:
  digits: {source: mnist}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: "\${units}", activation: relu}, name: code}, Dropout: 0.1]
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
models:
  reader: encoder -> head
  copier: encoder -> decoder
plan:
  read:
    train: reader
    on: {data: digits, epochs: 2, batch_size: 64}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.001}
  copy:
    train: decoder
    freeze: encoder
    on: {data: digits, epochs: 3, batch_size: 64}
    loss: binary_crossentropy(image, copier(image))
    optimizer: {Adam: 0.001}
evaluate:
  digits_read:
    on: digits.test
    measure: accuracy(label, reader(image))
    expect: ">= 0.9"
report:
  - translations: {on: digits.test, rows: [image, copier(image)], count: 4}
  - curves: [read, copy]
`;

const curves = (phase: string, first: Record<string, number>): PhaseCurves => ({
  phase,
  planned: 2,
  epochs: [1, 2].map((epoch) => ({
    epoch,
    metrics: Object.fromEntries(Object.entries(first).map(([name, value]) => [name, value / epoch])),
  })),
  best: { figure: 'loss', epoch: 2, value: 0.5 },
  kept: 2,
  stopped: null,
  reference: [],
});

export function samplePage(): RunPage {
  const program = compile(SAMPLE_GRAPH);
  const hash = 'ab'.repeat(32);
  const phase = (name: string, times: [string, string], metrics: Record<string, number>) => ({
    name,
    key: hash,
    artifact: `${hash}.onnx`,
    after: [],
    status: 'trained' as const,
    seconds: 4,
    began: `2026-01-02T03:04:${times[0]}.000Z`,
    ended: `2026-01-02T03:04:${times[1]}.000Z`,
    epochs: 2,
    kept: 2,
    stopped: null,
    metrics,
    simulated: false,
  });
  return {
    manifest: {
      format: 5,
      run: '20260102-030405-abcdef',
      number: 3,
      graph: 'sample',
      status: 'done',
      problem: null,
      started: '2026-01-02T03:04:05.000Z',
      ended: '2026-01-02T03:04:25.000Z',
      seconds: 20,
      owner: 'somewhere',
      lagraph: '0.1.0',
      node: 'v20.0.0',
      machine: { system: 'linux 6', processor: 'a processor', cores: 2, architecture: 'x64' },
      engine: { name: 'onnx', version: 'onnxruntime-node 1', numerics: 'onnx-1', device: 'CPU' },
      jobs: 1,
      seed: 7,
      params: program.params,
      data: [
        {
          name: 'digits',
          hash,
          origin: 'a package',
          simulated: false,
          examples: { train: 60000, test: 10000 },
        },
      ],
      sources: [{ name: 'digits', hash }],
      simulated: false,
      invocation: {
        file: 'graph.yaml',
        profile: null,
        overrides: ['units=8'],
        command: ['lagraph', 'run', 'graph.yaml', 'units=8', "it's"],
      },
      phases: [
        phase('read', ['06', '10'], { loss: 0.3 }),
        phase('copy', ['10', '22'], { loss: 0.2, 'val.loss': 0.21 }),
      ],
      evaluations: [
        {
          name: 'digits_read',
          key: hash,
          value: 0.95,
          expect: '>= 0.9',
          ok: true,
          cached: false,
          simulated: false,
        },
      ],
      notExported: [],
      files: { 'program.json': hash },
    },
    program,
    curves: [curves('read', { loss: 1 }), curves('copy', { loss: 1, 'val.loss': 1.1 })],
    seedCurves: [],
    reports: [
      {
        name: 'translations',
        data: null,
        pictures: [
          { file: 'report/translations.png', source: 'data:image/png;base64,iVBORw0KGgo=', bytes: 8 },
          { file: 'report/translations-2.png', source: null, bytes: 5_000_000 },
        ],
      },
    ],
    graphText: SAMPLE_GRAPH,
    running: [],
  };
}

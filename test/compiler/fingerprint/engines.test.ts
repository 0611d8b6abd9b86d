/** What leaves the fingerprint of weights as it is leaves their bytes as they are on the default engine, too. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { onnxEngine } from '../../../src/runtime/engines/index.js';
import { trainInMemory, type TrainedPhase } from '../../support/train-in-memory.js';
import { idxFile, temporary } from '../../vocabulary/sources/support.js';

const folder = temporary();
const SIDE = 16;

const graph = `lagraph: 1
name: engines
seed: 5
data: {digits: {source: idx, images: images.idx, labels: labels.idx, size: [16, 16], classes: 3}}
networks:
  encoder:
    input: [16, 16, 1]
    layers:
      - Conv2D: {filters: 16, kernel_size: 3, padding: same, activation: relu}
      - MaxPooling2D
      - Conv2D: {filters: 16, kernel_size: 3, padding: same, activation: tanh}
      - BatchNormalization
      - Dropout: 0.25
  head:
    input: encoder
    layers:
      - Flatten
      - Dense: {units: 8, activation: relu}
      - Dense: {units: 3, activation: softmax}
  decoder:
    input: encoder
    layers:
      - UpSampling2D
      - Conv2DTranspose: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}
plan:
  learn:
    train: [encoder, head, decoder]
    on: {data: digits, epochs: 1, batch_size: 6, steps_per_epoch: 3}
    losses:
      read: categorical_crossentropy(label, head(encoder(image)))
      draw: {value: "binary_crossentropy(image, decoder(encoder(image)))", weight: 0.5}
    optimizer: {Adam: 0.01}
  again:
    train: head
    on: {data: digits, epochs: 1, batch_size: 5, steps_per_epoch: 2}
    loss: mean_squared_error(label, head(encoder(image)))
    optimizer: {SGD: 0.1}
`;

const edits: [name: string, from: string, to: string][] = [
  [
    'a metric of the output',
    '    optimizer: {Adam',
    '    metrics: {right: "accuracy(label, head(encoder(image)))"}\n    optimizer: {Adam',
  ],
  [
    'a metric of a value in the middle',
    '    optimizer: {Adam',
    '    metrics: {size: "mean(square(encoder(image)), axis=[1, 2, 3])"}\n    optimizer: {Adam',
  ],
  [
    'a metric of other weights',
    '    optimizer: {SGD',
    '    metrics: {drawn: "binary_crossentropy(image, decoder(encoder(image)))"}\n    optimizer: {SGD',
  ],
  [
    'a metric of frozen features',
    '    optimizer: {SGD',
    '    metrics: {size: "mean(square(encoder(image)), axis=[1, 2, 3])"}\n    optimizer: {SGD',
  ],
  [
    'activations as layers',
    'activation: relu}\n      - MaxPooling2D',
    'activation: linear}\n      - ReLU\n      - MaxPooling2D',
  ],
  [
    'the last activation as a layer',
    '- Dense: {units: 3, activation: softmax}',
    '- Dense: 3\n      - Softmax',
  ],
  ['a neutral factor', 'draw: {value: "', 'draw: {value: "1 * '],
  ['a part of a loss as a wire', '    losses:\n', '    wires: {code: encoder(image)}\n    losses:\n'],
];

const engine = onnxEngine();
const train = (text: string) => trainInMemory(compile(text), folder(), engine);
let original: TrainedPhase[];

beforeAll(async () => {
  const pixels = Uint8Array.from({ length: 24 * SIDE * SIDE }, (_, at) => (at * 37) % 251);
  await writeFile(join(folder(), 'images.idx'), idxFile([24, SIDE, SIDE], pixels));
  const classes = Uint8Array.from({ length: 24 }, (_, at) => (at * at) % 3);
  await writeFile(join(folder(), 'labels.idx'), idxFile([24], classes));
  original = await train(graph);
});

describe('the onnx engine trains to the same bytes', () => {
  it.each(edits)('with %s', async (_, from, to) => {
    const text = graph.replace(from, () => to);
    expect(text).not.toBe(graph);
    const trained = await train(text);
    expect(trained.map(({ key }) => key)).toEqual(original.map(({ key }) => key));
    expect(trained.map(({ bytes }) => bytes)).toEqual(original.map(({ bytes }) => bytes));
  });
});

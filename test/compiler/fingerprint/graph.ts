/** A small graph with all kinds of draws, and the files that it reads. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idxFile } from '../../vocabulary/sources/support.js';

const EXAMPLES = 24;

export async function writeExamples(folder: string): Promise<void> {
  const pixels = Uint8Array.from({ length: EXAMPLES * 16 }, (_, at) => (at * 37) % 251);
  await writeFile(join(folder, 'images.idx'), idxFile([EXAMPLES, 4, 4], pixels));
  const classes = Uint8Array.from({ length: EXAMPLES }, (_, at) => (at * at) % 3);
  await writeFile(join(folder, 'labels.idx'), idxFile([EXAMPLES], classes));
}

export const graph = `lagraph: 1
name: needless
seed: 5
data:
  digits: {source: idx, images: images.idx, labels: labels.idx, size: [4, 4], classes: 3}
  hands: {source: {hands: {train: 12, test: 6}}}
  halves: {from: digits, split: {train: 0.5, test: 0.25}}
  spotted: {from: digits, add: {spotted: "image + normal(0, 0.1)"}}
  turned: {from: digits, augment: {image: {rotate: 20}}}
  pairs: {pair: {a: turned, b: digits}, by: label, repeat: a}
networks:
  encoder: {input: [4, 4, 1], layers: [Flatten, {Dense: {units: 4, activation: relu}}, {Dropout: 0.25}]}
  twin: {like: encoder}
  head: {input: encoder, layers: [BatchNormalization, {Dense: {units: 3, activation: softmax}}]}
  counter: {input: [64, 64, 3], layers: [GlobalAveragePooling2D, {Dense: {units: 6, activation: softmax}}]}
  linker: {input: encoder, layers: [{Dense: 4}]}
  decoder:
    inputs: {code: encoder}
    nodes:
      wide: {Dense: {units: 16, activation: tanh}, of: code}
      picture: {Reshape: [4, 4, 1], of: wide}
    outputs: picture
models:
  reader: encoder -> head
  copier: twin -> decoder
plan:
  read:
    train: reader
    on: {data: halves, epochs: 1, batch_size: 6}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
    metrics: {accuracy: "accuracy(label, reader(image))"}
    validate: halves.test
  copy:
    train: copier
    on: {data: spotted, epochs: 1, batch_size: 12, steps_per_epoch: 1}
    losses:
      near: mean_squared_error(image, copier(spotted))
      small: {value: "mean(square(twin(spotted)))", weight: 0.1}
    optimizer: {SGD: 0.1}
  link:
    train: linker
    on: {data: pairs, batch_size: 12}
    loss: mean_squared_error(twin(a.image), linker(encoder(b.image)))
    optimizer: {SGD: 0.1}
  count:
    train: counter
    on: {data: hands, epochs: 2, batch_size: 5}
    loss: categorical_crossentropy(label, counter(image))
    optimizer: {SGD: {learning_rate: 0.1, momentum: 0.5}}
    learning_rate: {ramp: [0.1, 0.05], epochs: 2}
`;

/** A graph that trains quickly, with 64 images beside it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const EXAMPLES = 64;

/** Phases `read`, and `again` after it, of four steps an epoch; `epochs` is a parameter. */
export const digitsGraph = `lagraph: 1
name: digits
seed: 3
params: {epochs: 2}
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
networks:
  encoder: {input: [6, 6, 1], layers: [Flatten, {Dense: 4}]}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: softmax}}]}
models:
  reader: encoder -> head
plan:
  read:
    train: reader
    on: {data: digits, epochs: "\${epochs}", batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {Adam: 0.01}
  again:
    train: head
    after: [read]
    freeze: encoder
    on: {data: digits, epochs: 2, batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {SGD: 0.1}
`;

/** Writes images.idx, labels.idx and digits.yaml to a folder. */
export async function writeDigits(folder: string): Promise<void> {
  const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, EXAMPLES, 0, 0, 0, 6, 0, 0, 0, 6]);
  const pixels = Buffer.from(Array.from({ length: EXAMPLES * 36 }, (_, at) => (at * 37) % 251));
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, EXAMPLES]);
  const classes = Buffer.from(Array.from({ length: EXAMPLES }, (_, at) => at % 4));
  await writeFile(join(folder, 'images.idx'), Buffer.concat([images, pixels]));
  await writeFile(join(folder, 'labels.idx'), Buffer.concat([labels, classes]));
  await writeFile(join(folder, 'digits.yaml'), digitsGraph);
}

/** A graph that trains quickly, with 64 images beside it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digitFiles } from '../../bench/idx.mjs';

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
  for (const [name, bytes] of Object.entries(digitFiles(EXAMPLES)))
    await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'digits.yaml'), digitsGraph);
}

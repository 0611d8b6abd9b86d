/** Artifacts and checkpoints with arbitrary content, and processes that share a store. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import {
  openStore,
  storedName,
  type TrainingProgress,
  type Store,
} from '../../../src/runtime/store/index.js';

import { built } from '../transpiled-sources.js';

export const KEY = 'ab'.padEnd(64, '0');

/** The name in the store of what `description` describes. */
export const idOf = (key: string) => storedName(key, ['tfjs']);
export const ID = idOf(KEY);

export const description = (key: string, name = 'p') => ({
  key,
  kind: 'phase' as const,
  name,
  made: '2026-01-01T00:00:00.000Z',
  lagraph: '0',
  engine: { name: 'tfjs', version: 'x', numerics: 'x', threads: 1 },
  seconds: 1,
  simulated: false,
  inputs: { fingerprint: 'f', sources: [], parents: [] },
  epochs: [{ epoch: 1, seconds: 1, metrics: { loss: 0.1 + 0.2 } }],
  metrics: { loss: 0.1 + 0.2 },
});

export const tensors = (fill: number, size = 4) =>
  new Map([['a/kernel', { shape: [size], data: new Float32Array(size).fill(fill) }]]);

export const progress = (epoch: number): TrainingProgress => ({
  threads: 1,
  hoists: false,
  engines: [{ name: 'tfjs', numerics: 'x', fromEpoch: 0 }],
  epoch,
  step: 0,
  sums: {},
  examples: 0,
  epochSeconds: 0,
  seconds: 1,
  history: [],
  figures: [],
  best: null,
  watched: { best: null, stale: 0 },
});

/** A store of its own for each test of a file, and child processes that end with it. */
export function temporaryStore(name: string) {
  let directory = '';
  let store: Store;
  let children: ChildProcess[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), `lagraph-${name}-`));
    store = openStore(directory);
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    directory: () => directory,
    store: () => store,
    /**
     * A child process that runs the text as a module, under a command before node. `store` is the built door, `root` the
     * directory, `opened` its store.
     */
    async script(text: string, before: readonly string[] = []): Promise<ChildProcess> {
      const url = await built('runtime/store/index.js');
      const code =
        `import * as store from ${JSON.stringify(url)};\nconst root = ${JSON.stringify(directory)};\n` +
        `const opened = store.openStore(root);\n${text}`;
      const [command, ...args] = [...before, process.execPath, '--input-type=module', '-e', code];
      const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    },
  };
}

export const said = async (child: ChildProcess): Promise<string> =>
  String((await once(child.stdout!, 'data'))[0]);

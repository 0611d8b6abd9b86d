import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import {
  decodeSafetensors,
  encodeSafetensors,
  findArtifact,
  lastCheckpoint,
  listArtifacts,
  listCheckpoints,
  lockDirectory,
  acquireLockUnlessReady,
  readTensors,
  saveArtifact,
  saveCheckpoint,
  removeAbandonedDrafts,
  tryLock,
  thisProcessOwner,
  type Store,
} from '../../../src/runtime/store/index.js';
import { description, KEY, progress, said, temporaryStore, tensors } from './store-fixtures.js';

const { script, ...own } = temporaryStore('store');
let directory: string;
let store: Store;
beforeEach(() => {
  directory = own.directory();
  store = own.store();
});

describe('safetensors', () => {
  it('gives back what was written, to the bit, and the same bytes for any order of names', () => {
    const shape = fc.array(fc.nat(4), { maxLength: 3 });
    const tensor = shape.chain((sides) => {
      const size = sides.reduce((product, side) => product * side, 1);
      return fc
        .float32Array({ minLength: size, maxLength: size })
        .map((data) => ({ shape: sides, data: Float32Array.from(data) }));
    });
    const names = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.constantFrom('__metadata__', '__proto__', 'constructor', 'toString', 'length', 'then', 'range', '0'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, tensor), { selector: ([name]) => name }), (entries) => {
        const bytes = Buffer.concat(encodeSafetensors(new Map(entries), { note: 'ü' }));
        const other = Buffer.concat(encodeSafetensors(new Map([...entries].reverse()), { note: 'ü' }));
        expect(other.equals(bytes)).toBe(true);
        const read = decodeSafetensors(bytes);
        expect(read.metadata).toEqual({ note: 'ü' });
        expect([...read.tensors.keys()].sort()).toEqual(entries.map(([name]) => name).sort());
        for (const [name, { shape: sides, data }] of entries) {
          const back = read.tensors.get(name)!;
          expect(back.shape).toEqual(sides);
          expect(Buffer.from(back.data.buffer).equals(Buffer.from(data.buffer))).toBe(true);
        }
      }),
    );
  });

  it('is laid out as the format says', () => {
    const bytes = Buffer.concat(
      encodeSafetensors(new Map([['x', { shape: [1, 2], data: Float32Array.of(1, -2) }]])),
    );
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
      x: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
    });
    expect(bytes.readFloatLE(8 + length)).toBe(1);
    expect(bytes.readFloatLE(12 + length)).toBe(-2);
    expect(bytes.length).toBe(16 + length);
  });

  it('refuses a file that is cut off, wherever it is cut', () => {
    const bytes = Buffer.concat(encodeSafetensors(tensors(1)));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(/cut off|shorter|JSON/);
    }
  });
});

describe('artifacts', () => {
  it('come back as they were put in', async () => {
    expect(await findArtifact(store, KEY)).toEqual({ status: 'absent' });
    const saved = await saveArtifact(store, description(KEY), tensors(3));
    expect(await findArtifact(store, KEY)).toEqual({ status: 'found', artifact: saved });
    expect(await readTensors(store, KEY)).toEqual(tensors(3));
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });

  it('stay as the first writer left them', async () => {
    await saveArtifact(store, description(KEY, 'first'), tensors(1));
    await saveArtifact(store, description(KEY, 'second'), tensors(2));
    expect(await findArtifact(store, KEY)).toMatchObject({ artifact: { name: 'first' } });
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });

  it('are whole or absent, whenever their writer is killed', async () => {
    let found = 0;
    for (let round = 0; round < 12; round++) {
      const child = await script(`
        const s = store.openStore(root);
        const data = new Float32Array(200_000).fill(${round});
        for (let i = 0; ; i++) {
          const key = (${round} * 1000 + i).toString(16).padStart(64, '0');
          await store.saveArtifact(s, {...${JSON.stringify(description(''))}, key}, new Map([['a', {shape: [200_000], data}]]));
          if (i === 0) process.stdout.write('go');
        }`);
      await said(child);
      await sleep(Math.random() * 40);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const two of readdirSync(directory).includes('objects')
        ? readdirSync(join(directory, 'objects'))
        : []) {
        for (const key of readdirSync(join(directory, 'objects', two))) {
          expect(await findArtifact(store, key)).toMatchObject({ status: 'found' });
          found++;
        }
      }
    }
    expect(found).toBeGreaterThan(0);
    await removeAbandonedDrafts(store);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });
});

describe('checkpoints', () => {
  it('keep the last two, and fall back on the one before a broken one', async () => {
    for (const epoch of [1, 2, 3]) {
      await saveCheckpoint(store, KEY, epoch * 10, { progress: progress(epoch), tensors: tensors(epoch) });
    }
    const place = join(directory, 'checkpoints', KEY);
    expect(readdirSync(place).sort()).toEqual(['at-000000020.safetensors', 'at-000000030.safetensors']);
    expect((await lastCheckpoint(store, KEY)).checkpoint).toMatchObject({
      progress: progress(3),
      tensors: tensors(3),
    });
    const path = join(place, 'at-000000030.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const { checkpoint, broken } = await lastCheckpoint(store, KEY);
    expect(checkpoint?.progress.epoch).toBe(2);
    expect(broken).toEqual([path]);
  });

  it('are listed by what they say of themselves, the newest of each key', async () => {
    expect(await listCheckpoints(store)).toEqual([]);
    for (const epoch of [1, 2]) {
      await saveCheckpoint(store, KEY, epoch * 10, { progress: progress(epoch), tensors: tensors(epoch) });
    }
    const other = 'cd'.padEnd(64, '0');
    await saveCheckpoint(store, other, 10, { progress: progress(1), tensors: tensors(1) });
    const listed = await listCheckpoints(store);
    expect(new Map(listed.map(({ key, progress: { epoch } }) => [key, epoch]))).toEqual(
      new Map([
        [KEY, 2],
        [other, 1],
      ]),
    );
    const { checkpoint } = await lastCheckpoint(store, KEY);
    expect(listed.find(({ key }) => key === KEY)?.sha256).toBe(checkpoint?.sha256);
    // An unreadable file is not listed, since its key is unknown.
    writeFileSync(join(directory, 'checkpoints', other, 'at-000000020.safetensors'), 'no header');
    expect((await listCheckpoints(store)).map(({ key }) => key)).toEqual([KEY]);
  });
});

describe('artifacts in a list', () => {
  it('are those of a kind, without the broken ones', async () => {
    expect(await listArtifacts(store, 'phase')).toEqual([]);
    const keys = ['ab', 'ac', 'ad'].map((start) => start.padEnd(64, '0'));
    for (const key of keys) await saveArtifact(store, description(key), tensors(1));
    writeFileSync(join(directory, 'objects', 'ac', keys[1]!, 'artifact.json'), '{');
    const listed = await listArtifacts(store, 'phase');
    expect(listed.map(({ key }) => key).sort()).toEqual([keys[0], keys[2]]);
    expect(await listArtifacts(store, 'evaluation')).toEqual([]);
  });
});

describe('locks', () => {
  it('are held by one, and free after it', async () => {
    const place = lockDirectory(store, KEY);
    const first = await tryLock(place);
    expect('lock' in first).toBe(true);
    expect(await tryLock(place)).toMatchObject({ holders: [{ pid: process.pid }] });
    if ('lock' in first) await first.lock.release();
    const second = await tryLock(place);
    expect('lock' in second).toBe(true);
    if ('lock' in second) await second.lock.release();
    expect(readdirSync(join(directory, 'locks'))).toEqual([]);
  });

  it('never let two processes in at once', async () => {
    const log = join(directory, 'log');
    const worker = `
      import { appendFileSync } from 'node:fs';
      const place = store.lockDirectory(store.openStore(root), '${KEY}');
      for (let i = 0; i < 25; i++) {
        const { lock } = await store.acquireLockUnlessReady(place, async () => null);
        appendFileSync(root + '/log', 'in ' + process.pid + '\\n');
        await new Promise((done) => setTimeout(done, Math.random() * 3));
        appendFileSync(root + '/log', 'out ' + process.pid + '\\n');
        await lock.release();
      }`;
    const workers = await Promise.all([script(worker), script(worker), script(worker)]);
    expect(await Promise.all(workers.map(async (child) => (await once(child, 'exit'))[0]))).toEqual([
      0, 0, 0,
    ]);
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(150);
    for (let i = 0; i < lines.length; i += 2) expect(lines[i + 1]).toBe(lines[i]!.replace('in', 'out'));
  });

  it('are taken over when their owner was killed', async () => {
    const place = lockDirectory(store, KEY);
    const child = await script(`
      await store.tryLock(store.lockDirectory(store.openStore(root), '${KEY}'));
      process.stdout.write('held');
      setInterval(() => {}, 1000);`);
    await said(child);
    expect(await tryLock(place)).toMatchObject({ holders: [{ pid: child.pid }] });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect('lock' in (await tryLock(place))).toBe(true);
  });

  it('do not take a process with a reused number for the owner', async () => {
    const place = lockDirectory(store, KEY);
    mkdirSync(place, { recursive: true });
    // This process ID with another start time: the owner has ended.
    writeFileSync(join(place, `${thisProcessOwner().replace(/~\d+$/, '~1')}~00000000`), '');
    expect('lock' in (await tryLock(place))).toBe(true);
  });

  it('count an owner on another host as living as long as it was heard of', async () => {
    const place = lockDirectory(store, KEY);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'elsewhere~1~1~00000000'), '');
    expect(await tryLock(place)).toMatchObject({ holders: [{ host: 'elsewhere' }] });
  });

  it('give a waiting process what it waits for, and say that it waits', async () => {
    const place = lockDirectory(store, KEY);
    const held = await tryLock(place);
    if (!('lock' in held)) throw new Error('not held');
    const heard: number[] = [];
    let there = false;
    const waiting = acquireLockUnlessReady(place, async () => (there ? 'the artifact' : null), {
      onWait: (holder) => heard.push(holder.pid),
    });
    await sleep(400);
    expect(heard).toEqual([process.pid]);
    there = true;
    await held.lock.release();
    expect(await waiting).toEqual({ ready: 'the artifact' });
  });
});

import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import {
  decodeSafetensors,
  describeNetwork,
  encodeSafetensors,
  findArtifact,
  findResult,
  keepLastCheckpoint,
  lastCheckpoint,
  listCheckpoints,
  lockDirectory,
  acquireLockUnlessReady,
  progressOfCheckpoints,
  readArtifact,
  readNetworkTensors,
  saveArtifact,
  saveCheckpoint,
  removeAbandonedDrafts,
  tryLock,
  thisProcessOwner,
  type Store,
} from '../../../src/runtime/store/index.js';
import { description, ID, idOf, KEY, progress, said, temporaryStore, tensors } from './store-fixtures.js';

const { script, ...own } = temporaryStore('store');
let directory: string;
let store: Store;
beforeEach(() => {
  directory = own.directory();
  store = own.store();
});

const tensorsOf = async (id: string) => (await readArtifact(store, id)).tensors;

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
    expect(await findArtifact(store, ID)).toEqual({ status: 'absent' });
    const saved = await saveArtifact(store, description(KEY), tensors(3));
    expect(await findArtifact(store, ID)).toEqual({ status: 'found', artifact: saved });
    expect(await tensorsOf(ID)).toEqual(tensors(3));
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });

  it('stay as the first writer left them', async () => {
    await saveArtifact(store, description(KEY, 'first'), tensors(1));
    await saveArtifact(store, description(KEY, 'second'), tensors(2));
    expect(await findArtifact(store, ID)).toMatchObject({ artifact: { name: 'first' } });
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

  it('of a longer training stay beside those of a shorter one, and are passed over for it', async () => {
    for (const epoch of [9, 1, 2, 3]) {
      await saveCheckpoint(store, KEY, epoch * 10, { progress: progress(epoch), tensors: tensors(epoch) });
    }
    const epochs = async () => (await progressOfCheckpoints(store, KEY)).map(({ epoch }) => epoch);
    expect(await epochs()).toEqual([9, 3, 2]);
    const { checkpoint } = await lastCheckpoint(store, KEY, ({ epoch }) => epoch <= 5);
    expect(checkpoint).toMatchObject({ progress: progress(3), tensors: tensors(3) });
    await keepLastCheckpoint(store, KEY);
    expect(await epochs()).toEqual([9]);
  });

  it('are listed by the beginning of their names', async () => {
    expect(await listCheckpoints(store, KEY)).toEqual([]);
    for (const id of [ID, `${KEY}.onnx+tfjs`, idOf('cd'.padEnd(64, '0'))])
      await saveCheckpoint(store, id, 10, { progress: progress(1), tensors: tensors(1) });
    expect(await listCheckpoints(store, `${KEY}.`)).toEqual([`${KEY}.onnx+tfjs`, ID]);
    // What can't be read has no progress.
    writeFileSync(join(directory, 'checkpoints', ID, 'at-000000020.safetensors'), 'no header');
    expect((await progressOfCheckpoints(store, ID)).map(({ epoch }) => epoch)).toEqual([1]);
  });
});

describe('results of a key', () => {
  const made = (engine: string, day: number, more = {}) => ({
    ...description(KEY, engine),
    engine: { name: engine, version: 'x', numerics: 'x', threads: 1 },
    made: `2026-01-0${day}T00:00:00.000Z`,
    ...more,
  });
  const inTurn = ['onnx', 'tfjs'].map((name, at) => ({ name, numerics: 'x', fromEpoch: at }));
  const chosen = async (engine: string, only = false) =>
    (await findResult(store, `${KEY}.`, { engine, only })).result?.id.slice(KEY.length + 1) ?? null;

  it('are of the engine that is asked for, otherwise the oldest; of that engine alone if only they count', async () => {
    expect(await chosen('onnx')).toBeNull();
    await saveArtifact(store, made('tfjs', 3), tensors(1));
    await saveArtifact(store, made('tensorflow', 2), tensors(2));
    await saveArtifact(store, made('tfjs', 1, { engines: inTurn }), tensors(3));
    expect(await chosen('onnx')).toBe('onnx+tfjs');
    expect(await chosen('tfjs')).toBe('tfjs');
    expect(await chosen('tensorflow', true)).toBe('tensorflow');
    // What onnx has begun and tfjs has ended is of neither alone.
    expect(await chosen('onnx', true)).toBeNull();
    await saveArtifact(store, made('onnx', 4), tensors(1));
    expect(await chosen('onnx')).toBe('onnx');
  });

  it('are passed over and told of where they are broken', async () => {
    await saveArtifact(store, made('tfjs', 1), tensors(1));
    await saveArtifact(store, made('onnx', 2), tensors(1));
    writeFileSync(join(directory, 'objects', 'ab', `${KEY}.onnx`, 'artifact.json'), '{');
    expect(await findResult(store, `${KEY}.`, { engine: 'onnx', only: false })).toMatchObject({
      result: { id: ID },
      broken: [{ id: `${KEY}.onnx`, problem: expect.stringContaining('artifact.json') as string }],
    });
  });

  it('are not those of an artifact that was moved to another name', async () => {
    await saveArtifact(store, made('tfjs', 1), tensors(1));
    const objects = join(directory, 'objects', 'ab');
    renameSync(join(objects, ID), join(objects, `${KEY}.onnx`));
    expect(await findArtifact(store, `${KEY}.onnx`)).toMatchObject({ status: 'corrupt' });
  });
});

describe('tensors of networks', () => {
  const shape = (name: string, size = 4) => ({ name, shape: [size] });

  it('are read by their places, whatever they are called now', async () => {
    const stored = new Map([...tensors(3), ['b/bias', { shape: [1], data: Float32Array.of(5) }]]);
    const networks = [
      null,
      describeNetwork('b', ['b/bias'], stored),
      describeNetwork('a', ['a/kernel'], stored),
    ];
    await saveArtifact(store, { ...description(KEY), networks }, stored);
    const read = await readNetworkTensors(store, ID, [
      { at: 1, weights: [shape('constructor/bias', 1)] },
      { at: 2, weights: [shape('__proto__/kernel')] },
    ]);
    expect(read).toEqual(
      new Map([
        ['constructor/bias', stored.get('b/bias')],
        ['__proto__/kernel', stored.get('a/kernel')],
      ]),
    );
    await expect(readNetworkTensors(store, ID, [{ at: 0, weights: [shape('c')] }])).rejects.toThrow(
      'has no c',
    );
    await expect(readNetworkTensors(store, ID, [{ at: 1, weights: [shape('b', 2)] }])).rejects.toThrow('[2]');
    // As the artifacts of older formats are read.
    expect(await readNetworkTensors(store, ID, [{ at: null, weights: [shape('a/kernel')] }])).toEqual(
      tensors(3),
    );
  });

  it('have a hash of their shapes and bytes, not of their names', () => {
    const of = (name: string, sides: number[], ...values: number[]) =>
      describeNetwork(
        name,
        [`${name}/w`],
        new Map([[`${name}/w`, { shape: sides, data: Float32Array.from(values) }]]),
      ).sha256;
    expect(of('a', [2, 1], 1, 2)).toBe(of('b', [2, 1], 1, 2));
    expect(of('a', [1, 2], 1, 2)).not.toBe(of('a', [2, 1], 1, 2));
    expect(of('a', [2, 1], 1, -2)).not.toBe(of('a', [2, 1], 1, 2));
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

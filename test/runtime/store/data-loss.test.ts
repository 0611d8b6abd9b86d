/** Data loss: reading, replacing artifacts, and live owners taken for dead. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  findArtifact,
  lastCheckpoint,
  ownerLiveness,
  lockDirectory,
  makeDirectory,
  parseOwner,
  readArtifact,
  saveArtifact,
  saveCheckpoint,
  thisProcessOwner,
  removeAbandonedDrafts,
  tryLock,
  type Store,
} from '../../../src/runtime/store/index.js';
import { description, ID, KEY, idOf, progress, said, temporaryStore, tensors } from './store-fixtures.js';

const { script, ...own } = temporaryStore('keeping');
let directory: string;
let store: Store;
beforeEach(() => {
  directory = own.directory();
  store = own.store();
});

const tensorsOf = async (id: string) => (await readArtifact(store, id)).tensors;

describe('a checkpoint that can not be read', () => {
  it('stays where it is, with those before it, and the error is told', async () => {
    for (const epoch of [1, 2]) {
      await saveCheckpoint(store, KEY, epoch * 10, { progress: progress(epoch), tensors: tensors(epoch) });
    }
    const place = join(directory, 'checkpoints', KEY);
    // A directory of that name can't be read as a file, whatever the user's rights.
    mkdirSync(join(place, 'at-000000030.safetensors'));
    await expect(lastCheckpoint(store, KEY)).rejects.toThrow('EISDIR');
    expect(readdirSync(place)).toHaveLength(3);
    rmSync(join(place, 'at-000000030.safetensors'), { recursive: true });
    expect((await lastCheckpoint(store, KEY)).checkpoint?.progress.epoch).toBe(2);
  });

  it('is only named where it is broken: reading removes nothing', async () => {
    const path = await saveCheckpoint(store, KEY, 10, { progress: progress(1), tensors: tensors(1) });
    writeFileSync(path, 'not a checkpoint');
    expect(await lastCheckpoint(store, KEY)).toEqual({ checkpoint: null, broken: [path] });
    expect(readdirSync(join(directory, 'checkpoints', KEY))).toHaveLength(1);
  });
});

describe('an artifact that is made again', () => {
  it('takes the place of the old one, which leaves nothing behind', async () => {
    await saveArtifact(store, description(KEY, 'old'), tensors(1));
    await saveArtifact(store, description(KEY, 'new'), tensors(2), { replace: true });
    expect(await findArtifact(store, ID)).toMatchObject({ artifact: { name: 'new' } });
    expect(await tensorsOf(ID)).toEqual(tensors(2));
    expect(readdirSync(join(directory, 'objects/ab', ID))).toHaveLength(2);
    // The same tensors again, as from a second training.
    await saveArtifact(store, description(KEY, 'newer'), tensors(2), { replace: true });
    expect(await tensorsOf(ID)).toEqual(tensors(2));
    // If there is none, it is simply saved.
    const other = 'cd'.padEnd(64, '0');
    await saveArtifact(store, description(other, 'new'), tensors(2), { replace: true });
    expect(await tensorsOf(idOf(other))).toEqual(tensors(2));
  });

  it('is the old one or the new one for whoever reads it meanwhile, and whenever its writer is killed', async () => {
    const size = 50_000;
    await saveArtifact(store, description(KEY, '0'), tensors(0, size));
    for (let round = 0; round < 3; round++) {
      const child = await script(`
        process.stdout.write('go');
        for (let i = 1; ; i++) {
          const data = new Float32Array(${size}).fill(i % 50);
          const description = {...${JSON.stringify(description(KEY))}, name: String(i % 50)};
          await store.saveArtifact(opened, description, new Map([['a/kernel', {shape: [${size}], data}]]), {replace: true});
        }`);
      await said(child);
      const until = performance.now() + 150;
      while (performance.now() < until) {
        expect((await findArtifact(store, ID)).status).toBe('found');
      }
      child.kill('SIGKILL');
      await once(child, 'exit');
      const found = await findArtifact(store, ID);
      if (found.status !== 'found') throw new Error('lost');
      const { data } = (await tensorsOf(ID)).get('a/kernel')!;
      expect(data.every((value) => value === Number(found.artifact.name))).toBe(true);
    }
  }, 60_000);
});

/** A claim or draft of this process ID, from a process in another place (host or PID namespace). */
const elsewhere = () => `${thisProcessOwner().replace(/~p[0-9a-f]{12}~/, '~p000000000000~')}~00000000`;

describe('an owner', () => {
  it('is asked for only where its number means something', () => {
    expect(ownerLiveness(parseOwner(thisProcessOwner())!)).toBe('alive');
    expect(ownerLiveness(parseOwner(elsewhere())!)).toBe('elsewhere');
    // In the format of older versions: the place is unknown.
    expect(ownerLiveness(parseOwner(`${thisProcessOwner().split('~')[0]}~${process.pid}~1~00000000`)!)).toBe(
      'elsewhere',
    );
    expect(parseOwner('notes.txt')).toBeNull();
  });

  it('of another place lives as long as its claim is fresh', async () => {
    const place = lockDirectory(store, KEY);
    mkdirSync(place, { recursive: true });
    const claim = join(place, elsewhere());
    writeFileSync(claim, '.');
    expect(await tryLock(place)).toMatchObject({ holders: [{ pid: process.pid }] });
    const before = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    utimesSync(claim, before(4), before(4));
    expect('holders' in (await tryLock(place))).toBe(true);
    utimesSync(claim, before(6), before(6));
    expect('lock' in (await tryLock(place))).toBe(true);
    expect(readdirSync(place)).toHaveLength(1);
  });

  it('of another place keeps its drafts for a day', async () => {
    const draft = join(directory, 'tmp', `.${elsewhere()}`);
    mkdirSync(draft, { recursive: true });
    await removeAbandonedDrafts(store);
    expect(readdirSync(join(directory, 'tmp'))).toHaveLength(1);
    await removeAbandonedDrafts(store, () => Date.now() + 25 * 3600_000);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });
});

/** Whether this machine permits a process to have a PID namespace of its own, with a /proc for it. */
function namespaces(): boolean {
  try {
    execFileSync('unshare', ['-Urpf', '--mount-proc', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('skipped: no PID namespaces here, so two containers on one store are not tried\n');
    return false;
  }
}

describe.runIf(process.platform === 'linux' && namespaces())(
  'two containers with one host name on a store',
  () => {
    const container = ['unshare', '-Urpf', '--mount-proc'];

    it('hold a lock one after the other', async () => {
      const holder = await script(
        `const place = store.lockDirectory(opened, '${KEY}');
       const { lock } = await store.tryLock(place);
       process.stdout.write('held by ' + process.pid);
       setTimeout(async () => { await lock.release(); }, 1500);`,
        container,
      );
      expect(await said(holder)).toBe('held by 1');
      const other = await script(
        `const tried = await store.tryLock(store.lockDirectory(opened, '${KEY}'));
       process.stdout.write('lock' in tried ? 'got it' : 'held by ' + tried.holders[0].pid);`,
        container,
      );
      expect(await said(other)).toBe('held by 1');
      expect('holders' in (await tryLock(lockDirectory(store, KEY)))).toBe(true);
      await once(holder, 'exit');
      expect('lock' in (await tryLock(lockDirectory(store, KEY)))).toBe(true);
    }, 30_000);

    it('leave each other their drafts', async () => {
      const writer = await script(
        `import { mkdirSync } from 'node:fs';
       mkdirSync(root + '/tmp/.' + store.thisProcessOwner() + '~00000000', { recursive: true });
       process.stdout.write('drafting');
       setInterval(() => {}, 1000);`,
        container,
      );
      await said(writer);
      const sweeper = await script(
        `await store.removeAbandonedDrafts(opened); process.stdout.write('swept');`,
        container,
      );
      expect(await said(sweeper)).toBe('swept');
      await sleep(50);
      expect(readdirSync(join(directory, 'tmp'))).toHaveLength(1);
    }, 30_000);
  },
);

describe('making a directory', () => {
  it('makes those above it, is content with one that is there, and says what is in the way', async () => {
    const deep = join(directory, 'a/b/c');
    await Promise.all([makeDirectory(deep), makeDirectory(deep, directory), makeDirectory(join(deep, 'd'))]);
    expect(readdirSync(deep)).toEqual(['d']);
    writeFileSync(join(directory, 'file'), '');
    await expect(makeDirectory(join(directory, 'file'))).rejects.toThrow(/EEXIST|ENOTDIR/);
    await expect(makeDirectory(join(directory, 'file/x'))).rejects.toThrow(/ENOTDIR/);
  });
});

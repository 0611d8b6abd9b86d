import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../../src/runtime/data/index.js';
import { all, bytesOf, checked, classesOf, countsOf, open } from './support.js';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pictures = (set: ExampleSet) => all(set).map((i) => digest(bytesOf(set, i)));
const small = (more = '') => open(`{source: hands, train: 60, test: 12${more}}`);

describe('hands', () => {
  it('are as many photos as SIGNS has, with its fields, six classes alike, marked as simulated', async () => {
    const notices: string[] = [];
    const dataset = await open('{source: hands}', {}, notices);
    const [train, test] = [dataset.split('train'), dataset.split('test')];
    expect(train.fields).toEqual({
      image: { shape: [64, 64, 3], dtype: 'float32', role: 'image' },
      label: { shape: [6], dtype: 'float32', role: 'label' },
    });
    expect(countsOf(train)).toEqual(Array(6).fill(180));
    expect(countsOf(test)).toEqual(Array(6).fill(20));
    expect(dataset.simulated).toBe(true);
    expect(notices).toEqual([]);
    const { image } = train.gather([0, 700, 1079], 0, ['image']);
    expect(image!.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('are the same for the same seed, whatever the seed of the graph, and others for another', async () => {
    const [one, again, other] = [
      await small(', seed: 3'),
      await small(', seed: 3'),
      await small(', seed: 4'),
    ];
    for (const split of ['train', 'test']) {
      expect(pictures(again.split(split))).toEqual(pictures(one.split(split)));
      const theirs = new Set(pictures(other.split(split)));
      expect(pictures(one.split(split)).filter((picture) => theirs.has(picture))).toEqual([]);
    }
    expect(again.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
  });

  it('are never twice the same, within a split or in both', async () => {
    const dataset = await small();
    const both = [...pictures(dataset.split('train')), ...pictures(dataset.split('test'))];
    expect(new Set(both).size).toBe(72);
  });

  it('are all unseen, with the draws of test, and that moves no draw of another split', async () => {
    const dataset = await small();
    const [train, test, unseen] = ['train', 'test', 'unseen'].map((split) => dataset.split(split));
    expect(pictures(unseen!)).toEqual(pictures(test!));
    expect(unseen!.drawKey(3, 2, 'epoch')).toBe(test!.drawKey(3, 2, 'epoch'));
    expect(train!.drawKey(5, 1, 'epoch')).toBe(60 + 12 + 5);
  });

  it('stay what they are when there are more of them', async () => {
    const more = pictures((await open('{source: hands, train: 90, test: 12}')).split('train'));
    expect(more.slice(0, 60)).toEqual(pictures((await small()).split('train')));
  });

  it('have the bytes of their version, on every machine', async () => {
    // If this fails because images were changed on purpose, the simulator's VERSION must be increased as well.
    const dataset = await small();
    const set = dataset.split('train');
    const bytes = Uint8Array.from(all(set).flatMap((i) => Array.from(bytesOf(set, i))));
    expect({ origin: dataset.origin, digest: digest(bytes) }).toEqual({
      origin: 'simulator hands, version 1, seed 0',
      digest: '4839975cee86af7f223a0bee3a9933f9e53003dd6bb453d0be77999dcf5d9227',
    });
  });

  it('show something: no picture is flat, and every class differs from the others', async () => {
    const set = (await open('{source: hands, train: 300, test: 6}')).split('train');
    const labels = classesOf(set);
    const sums = Array.from({ length: 6 }, () => new Float64Array(64 * 64));
    for (const i of all(set)) {
      const bytes = bytesOf(set, i);
      expect(new Set(bytes).size, `picture ${i}`).toBeGreaterThan(30);
      for (let at = 0; at < 64 * 64; at++) sums[labels[i]!]![at]! += bytes[at * 3]! / 50;
    }
    // The mean images of two classes differ: in images of noise alone they would not.
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < a; b++) {
        const apart = sums[a]!.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - sums[b]![at]!)),
          0,
        );
        expect(apart, `${a} and ${b}`).toBeGreaterThan(10);
      }
    }
  });

  it.each([
    ['train: 5', /`train`.*6/],
    ['seed: -1', /`seed`/],
    ['pictures: 12', /no argument `pictures`/],
  ])('%s is refused when the graph is checked', (argument, message) => {
    const { program, diagnostics } = checked(`{source: hands, ${argument}}`);
    expect(program).toBeUndefined();
    expect(diagnostics.map((one) => one.message).join('\n')).toMatch(message);
  });
});

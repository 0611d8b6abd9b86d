import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { asCollection, untilNoCollection } from '../../../src/runtime/store/index.js';
import { temporaryStore } from './store-fixtures.js';

const { store } = temporaryStore('collection');

describe('a collection', () => {
  it('is waited for by those who take results up, and by the next one', async () => {
    const order: string[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const first = asCollection(store(), async () => {
      order.push('first');
      await ended;
      order.push('first ends');
    });
    while (order.length === 0) await sleep(5);
    const waited = untilNoCollection(store()).then(() => order.push('run'));
    const second = asCollection(store(), () => Promise.resolve(order.push('second')));
    await sleep(100);
    expect(order).toEqual(['first']);
    end();
    await Promise.all([first, waited, second]);
    expect(order.slice(0, 2)).toEqual(['first', 'first ends']);
    expect(order.slice(2).sort()).toEqual(['run', 'second']);
  });
});

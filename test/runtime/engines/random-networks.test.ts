import { describe, expect, it } from 'vitest';
import { functions, layers, optimizers } from '../../../src/vocabulary/index.js';
import { randomTask } from '../../support/random-networks.js';
import { sameNetworks } from './compare-random-networks.js';

// The other hundred networks are in a separate file, since files run in parallel.
sameNetworks(1, 100);

describe('random networks', () => {
  it('have every layer, loss and optimizer there is', () => {
    const tasks = Array.from({ length: 200 }, (_, at) => randomTask(at + 1));
    const used = new Set(
      tasks.flatMap(({ networks }) => networks.flatMap(({ nodes }) => nodes.map((node) => node.layer))),
    );
    expect([...layers.keys()].filter((name) => !used.has(name))).toEqual([]);
    const losses = new Set(tasks.flatMap((task) => task.losses.map(({ loss }) => loss)));
    const all = [...functions.values()].filter(({ group }) => group === 'loss').map(({ name }) => name);
    // What these compare has shapes of its own: they are among the functions that are compared.
    expect(all.filter((name) => !losses.has(name))).toEqual(['ctc', 'mixture']);
    const moving = new Set(tasks.map(({ optimizer }) => optimizer.name));
    expect([...optimizers.keys()].filter((name) => !moving.has(name))).toEqual([]);
  });

  it('are the same for a seed', () => {
    expect(randomTask(7)).toEqual(randomTask(7));
    expect(randomTask(7)).not.toEqual(randomTask(8));
  });
});

import { describe, expect, it } from 'vitest';
import { functions, layers, optimizers } from '../../../src/vocabulary/index.js';
import { coveringSeeds, wordsOf } from '../../support/covering-networks.js';
import { randomTask } from '../../support/random-networks.js';
import { rounds } from '../../support/rounds.js';
import { sameNetworks } from './compare-random-networks.js';

const seeds = coveringSeeds(rounds(60));

// The other half of the networks is in a separate file, since files run in parallel.
sameNetworks(seeds.filter((_, at) => at % 2 === 0));

describe('random networks', () => {
  it('have every layer, loss and optimizer there is', () => {
    const used = new Set(seeds.flatMap((seed) => wordsOf(randomTask(seed))));
    const unused = (kind: string, names: Iterable<string>) =>
      [...names].filter((name) => !used.has(`${kind} ${name}`));
    // Films of volumes: no network has values of five sides. It is held to Keras, and defined as ConvLSTM2D is.
    expect(unused('layer', layers.keys())).toEqual(['ConvLSTM3D']);
    const losses = [...functions.values()].filter(({ group }) => group === 'loss').map(({ name }) => name);
    // What these compare has shapes of its own: they are among the functions that are compared.
    expect(unused('loss', losses)).toEqual(['ctc', 'mixture']);
    expect(unused('optimizer', optimizers.keys())).toEqual([]);
  });

  it('are the same for a seed', () => {
    expect(randomTask(7)).toEqual(randomTask(7));
    expect(randomTask(7)).not.toEqual(randomTask(8));
  });
});

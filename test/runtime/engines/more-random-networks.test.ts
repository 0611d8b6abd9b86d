import { coveringSeeds } from '../../support/covering-networks.js';
import { rounds } from '../../support/rounds.js';
import { sameNetworks } from './compare-random-networks.js';

sameNetworks(coveringSeeds(rounds(60)).filter((_, at) => at % 2 === 1));

import { sameNetworks } from './compare-random-networks.js';

sameNetworks(101, 200);

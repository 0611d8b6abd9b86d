import { sameNetworks } from './same-networks.js';

sameNetworks(101, 200);

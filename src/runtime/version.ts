import { packageVersion } from '../home.js';

export const VERSION = packageVersion();

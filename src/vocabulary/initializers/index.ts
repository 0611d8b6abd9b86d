import { definitionsByName } from '../definitions-by-name.js';
import type { InitializerDefinition } from '../definition-types.js';
import { constant } from './constant.js';
import { glorotNormal } from './glorot-normal.js';
import { glorotUniform } from './glorot-uniform.js';
import { heNormal } from './he-normal.js';
import { heUniform } from './he-uniform.js';
import { identityInitializer } from './identity.js';
import { lecunNormal } from './lecun-normal.js';
import { lecunUniform } from './lecun-uniform.js';
import { ones } from './ones.js';
import { orthogonal } from './orthogonal.js';
import { randomNormal } from './random-normal.js';
import { randomUniform } from './random-uniform.js';
import { truncatedNormal } from './truncated-normal.js';
import { varianceScaling } from './variance-scaling.js';
import { zeros } from './zeros.js';

export const initializers: ReadonlyMap<string, InitializerDefinition> =
  definitionsByName<InitializerDefinition>([
    constant,
    glorotNormal,
    glorotUniform,
    heNormal,
    heUniform,
    identityInitializer,
    lecunNormal,
    lecunUniform,
    ones,
    orthogonal,
    randomNormal,
    randomUniform,
    truncatedNormal,
    varianceScaling,
    zeros,
  ]);

import { words } from '../words.js';
import type { LayerDefinition } from '../types.js';
import { activation } from './activation.js';
import { averagePooling1d } from './average-pooling1d.js';
import { averagePooling2d } from './average-pooling2d.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d-transpose.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { globalAveragePooling1d } from './global-average-pooling1d.js';
import { globalAveragePooling2d } from './global-average-pooling2d.js';
import { globalMaxPooling1d } from './global-max-pooling1d.js';
import { globalMaxPooling2d } from './global-max-pooling2d.js';
import { leakyRelu } from './leaky-relu.js';
import { maxPooling1d } from './max-pooling1d.js';
import { maxPooling2d } from './max-pooling2d.js';
import { reshape } from './reshape.js';
import { upSampling2d } from './up-sampling2d.js';

export const layers: ReadonlyMap<string, LayerDefinition> = words<LayerDefinition>([
  activation,
  averagePooling1d,
  averagePooling2d,
  conv2d,
  conv2dTranspose,
  dense,
  dropout,
  flatten,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  leakyRelu,
  maxPooling1d,
  maxPooling2d,
  reshape,
  upSampling2d,
]);

/** The engines that tests compare with the oracle, by name. */
import { onnxEngine, type Engine } from '../../src/runtime/engines/index.js';
import { onednnEngine } from '../../src/runtime/engines/onednn/index.js';
import { tensorflowEngine } from '../../src/runtime/engines/tensorflow/index.js';
import { noOnednn } from './find-onednn.js';
import { noTensorflow } from './find-tensorflow.js';

export const engines: readonly (readonly [string, Engine])[] = [
  ['onnx, images blocked', onnxEngine()],
  ['onnx, images plain', onnxEngine({ images: 'plain' })],
  ...(noOnednn ? [] : [['onednn', onednnEngine()] as const]),
  ...(noTensorflow ? [] : [['tensorflow', tensorflowEngine()] as const]),
];

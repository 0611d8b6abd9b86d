import { tensorflowEngine } from '../../../../src/runtime/engines/tensorflow/index.js';
import { noTensorflow } from '../../../support/find-tensorflow.js';
import { sameKernels } from '../compare-kernel-cases.js';

sameKernels('tensorflow', noTensorflow, () => tensorflowEngine());

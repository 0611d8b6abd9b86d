import { webgpuEngine } from '../../../../src/runtime/engines/webgpu/index.js';
import { noWebgpu } from '../../../support/find-webgpu.js';
import { sameKernels } from '../compare-kernel-cases.js';

sameKernels('webgpu', noWebgpu, () => webgpuEngine());

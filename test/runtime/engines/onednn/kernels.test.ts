import { onednnEngine } from '../../../../src/runtime/engines/onednn/index.js';
import { noOnednn } from '../../../support/find-onednn.js';
import { sameKernels } from '../compare-kernel-cases.js';

sameKernels('onednn', noOnednn, () => onednnEngine());

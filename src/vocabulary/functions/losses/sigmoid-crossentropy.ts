import { binaryFromLogits } from './crossentropy.js';
import { elementwiseLoss } from './define.js';

/** `binary_crossentropy` from logits. The target may be a number: `sigmoid_crossentropy(1, critic(z))`. */
export const sigmoidCrossentropy = elementwiseLoss({
  name: 'sigmoid_crossentropy',
  summary: 'How far logits are from a yes (1) or a no (0).',
  parameters: ['y_true', 'logits'],
  each: binaryFromLogits,
});

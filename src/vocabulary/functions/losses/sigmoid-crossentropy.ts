import { binaryCrossentropyFromLogits } from './crossentropy.js';
import { defineElementwiseLoss } from './define-loss.js';

/** `binary_crossentropy` from logits. The target may be a number: `sigmoid_crossentropy(1, critic(z))`. */
export const sigmoidCrossentropy = defineElementwiseLoss({
  name: 'sigmoid_crossentropy',
  summary: 'How far logits are from a yes (1) or a no (0).',
  parameters: ['y_true', 'logits'],
  perElement: binaryCrossentropyFromLogits,
});

import { toUnitLength } from '../../unit-length.js';
import { defineVectorLoss } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const cosineSimilarity = defineVectorLoss({
  name: 'cosine_similarity',
  summary:
    'The cosine between two vectors with its sign turned round, as in Keras: -1 where they point the same way.',
  perElement: (tf, yTrue, yPred) =>
    tf.sum(tf.mul(toUnitLength(tf, yTrue, -1), toUnitLength(tf, yPred, -1)), -1),
  afterMean: (tf, mean) => tf.neg(mean),
});

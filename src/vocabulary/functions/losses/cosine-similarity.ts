import { normalized } from '../normalized.js';
import { vectorLoss } from './define.js';

/** Keras 3: losses/losses.py. */
export const cosineSimilarity = vectorLoss({
  name: 'cosine_similarity',
  summary:
    'The cosine between two vectors with its sign turned round, as in Keras: -1 where they point the same way.',
  each: (tf, yTrue, yPred) => tf.sum(tf.mul(normalized(tf, yTrue, -1), normalized(tf, yPred, -1)), -1),
  then: (tf, mean) => tf.neg(mean),
});

/** Optimizers as people set them, by how often they do. Rates are small: networks of noise must not diverge. */
const OPTIMIZERS = [
  [6, { name: 'Adam', args: { learning_rate: 0.001 } }],
  [1, { name: 'Adam', args: { learning_rate: 0.0005, amsgrad: true } }],
  [3, { name: 'AdamW', args: { learning_rate: 0.001, weight_decay: 0.004 } }],
  [1, { name: 'SGD', args: { learning_rate: 0.001 } }],
  [2, { name: 'SGD', args: { learning_rate: 0.001, momentum: 0.9, nesterov: true } }],
  [2, { name: 'RMSprop', args: { learning_rate: 0.0005 } }],
  [1, { name: 'Nadam', args: { learning_rate: 0.0005 } }],
  [1, { name: 'Adamax', args: { learning_rate: 0.001 } }],
  [1, { name: 'Adagrad', args: { learning_rate: 0.001 } }],
  [1, { name: 'Adadelta', args: { learning_rate: 0.5 } }],
  [0.7, { name: 'Lion', args: { learning_rate: 0.0001 } }],
  [0.5, { name: 'Lamb', args: { learning_rate: 0.001 } }],
  [0.4, { name: 'Ftrl', args: { learning_rate: 0.001 } }],
  [0.4, { name: 'Adafactor', args: { learning_rate: 0.001 } }],
  [0.4, { name: 'Muon', args: { learning_rate: 0.001 } }],
];

export const optimizerOf = (chance) => chance.weighted(OPTIMIZERS);

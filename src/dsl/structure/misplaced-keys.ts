/** Words that other systems have and this one has not, wherever they stand: what takes their place. */
const FOREIGN_KEY_HELP: Readonly<Record<string, string>> = {
  shuffle: 'in lagraph training examples come in a new random order in every epoch, by the seed of the graph',
  callbacks:
    'in lagraph there are none: stop_early, keep, validate and learning_rate say what callbacks of Keras do',
  callback:
    'in lagraph there are none: stop_early, keep, validate and learning_rate say what callbacks of Keras do',
  device:
    'in lagraph this is no part of a graph: lagraph run GRAPH --engine onnx (lagraph engines lists them)',
  gpu: 'in lagraph this is no part of a graph: lagraph run GRAPH --engine onnx (lagraph engines lists them)',
  cuda: 'in lagraph this is no part of a graph: lagraph run GRAPH --engine onnx (lagraph engines lists them)',
  num_workers: 'in lagraph the next batch is made while a step runs, whatever the graph says',
  verbose: 'in lagraph this is no part of a graph: lagraph run GRAPH --quiet says less',
  checkpoint:
    'in lagraph a checkpoint is written after every epoch; keep: best chooses the weights that stay',
  early_stopping: 'in lagraph this is stop_early: {monitor: val.loss, patience: 3}',
  reduce_lr_on_plateau: 'in lagraph this is learning_rate: {plateau: {monitor: val.loss, patience: 10}}',
  scheduler: 'in lagraph this is a learning_rate that moves: learning_rate: {cosine: [0.001, 0]}',
  lr_scheduler: 'in lagraph this is a learning_rate that moves: learning_rate: {cosine: [0.001, 0]}',
  validation_split:
    'in lagraph a part is split off in the data: data: {parts: {from: mnist, split: {train: 0.9, held_out: 0.1}}}, then validate: {data: parts.held_out}',
  validation_data: 'in lagraph this is validate: {data: mnist.test}',
};

/** Keys that users write where the language does not have them, and where they belong. */
const PHASE_KEY_HELP: Readonly<Record<string, string>> = {
  lr: 'the learning rate stands with the optimizer: optimizer: {Adam: 0.001}; one that changes is `learning_rate`',
  momentum: 'it is an argument of the optimizer: optimizer: {SGD: {learning_rate: 0.1, momentum: 0.9}}',
  weight_decay: 'it is an argument of the optimizer, if it has one',
  data: 'the data stands under `on`: on: {data: mnist, epochs: 3}',
  epochs: 'it stands under `on`: on: {data: mnist, epochs: 3}',
  batch: 'in lagraph this is batch_size, under `on`: on: {data: mnist, batch_size: 32}',
  batch_size: 'it stands under `on`: on: {data: mnist, batch_size: 32}',
  steps_per_epoch: 'it stands under `on`: on: {data: mnist, steps_per_epoch: 100}',
  for: 'the name of what stands for several holds the variable: learn_${d}: {for: {d: [a, b]}, ...}',
  repeat: 'a loop repeats layers of a network; a phase that is like another one says extends: ...',
  model: 'what is trained is named by `train`',
  network: 'what is trained is named by `train`',
};

const USE_KEY_HELP: Readonly<Record<string, string>> = {
  lr: 'in lagraph the learning rate stands with the optimizer of the phase: optimizer: {Adam: 0.001}',
  learning_rate: 'it stands in the phase, beside `on`, or with the optimizer: optimizer: {Adam: 0.001}',
  optimizer: 'it stands in the phase, beside `on`',
};

const GRAPH_KEY_HELP: Readonly<Record<string, string>> = {
  version: 'the version of the language is `lagraph: 1`',
  phases: 'phases stand under `plan`',
  layers: 'layers stand in a network: networks: {encoder: {input: [28, 28, 1], layers: [...]}}',
  train: 'it stands in a phase: plan: {learn: {train: ..., on: ..., loss: ...}}',
  optimizer: 'it stands in a phase: plan: {learn: {train: ..., optimizer: {Adam: 0.001}}}',
  loss: 'it stands in a phase: plan: {learn: {train: ..., loss: ...}}',
  lr: 'in lagraph the learning rate stands with the optimizer of a phase: optimizer: {Adam: 0.001}',
  learning_rate: 'it stands in a phase, or with its optimizer: optimizer: {Adam: 0.001}',
  epochs: 'it stands in a phase, under `on`: on: {data: mnist, epochs: 3}',
  batch: 'in lagraph this is batch_size, in a phase under `on`: on: {data: mnist, batch_size: 32}',
  batch_size: 'it stands in a phase, under `on`: on: {data: mnist, batch_size: 32}',
  metrics: 'it stands in a phase: plan: {learn: {train: ..., metrics: {right: "accuracy(label, read)"}}}',
};

/** Where a key that is unknown at this path belongs; undefined if that is unknown. */
export function misplacedKeyHelp(path: readonly string[], key: string): string | undefined {
  const inPlan = path[0] === 'plan';
  const known =
    path.length === 0
      ? GRAPH_KEY_HELP
      : inPlan && path.length === 2
        ? PHASE_KEY_HELP
        : inPlan && path.length === 3 && path[2] === 'on'
          ? USE_KEY_HELP
          : {};
  if (Object.hasOwn(known, key)) return known[key];
  const isTraining = path.length === 0 || inPlan;
  return isTraining && Object.hasOwn(FOREIGN_KEY_HELP, key) ? FOREIGN_KEY_HELP[key] : undefined;
}

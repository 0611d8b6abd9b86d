/** Keys that users write where the language does not have them, and where they belong. */
const PHASE_KEY_HELP: Readonly<Record<string, string>> = {
  lr: 'the learning rate stands with the optimizer: optimizer: {Adam: 0.001}; one that changes is `learning_rate`',
  momentum: 'it is an argument of the optimizer: optimizer: {SGD: {learning_rate: 0.1, momentum: 0.9}}',
  weight_decay: 'it is an argument of the optimizer, if it has one',
  data: 'the data stands under `on`: on: {data: mnist, epochs: 3}',
  epochs: 'it stands under `on`: on: {data: mnist, epochs: 3}',
  batch_size: 'it stands under `on`: on: {data: mnist, batch_size: 32}',
  steps_per_epoch: 'it stands under `on`: on: {data: mnist, steps_per_epoch: 100}',
  for: 'the name of what stands for several holds the variable: learn_${d}: {for: {d: [a, b]}, ...}',
  repeat: 'a loop repeats layers of a network; a phase that is like another one says extends: ...',
  model: 'what is trained is named by `train`',
  network: 'what is trained is named by `train`',
};

const GRAPH_KEY_HELP: Readonly<Record<string, string>> = {
  version: 'the version of the language is `lagraph: 1`',
  phases: 'phases stand under `plan`',
  layers: 'layers stand in a network: networks: {encoder: {input: [28, 28, 1], layers: [...]}}',
  train: 'it stands in a phase: plan: {learn: {train: ..., on: ..., loss: ...}}',
  optimizer: 'it stands in a phase: plan: {learn: {train: ..., optimizer: {Adam: 0.001}}}',
  loss: 'it stands in a phase: plan: {learn: {train: ..., loss: ...}}',
};

/** Where a key that is unknown at this path belongs; undefined if that is unknown. */
export function misplacedKeyHelp(path: readonly string[], key: string): string | undefined {
  const known =
    path.length === 0 ? GRAPH_KEY_HELP : path[0] === 'plan' && path.length === 2 ? PHASE_KEY_HELP : {};
  return Object.hasOwn(known, key) ? known[key] : undefined;
}

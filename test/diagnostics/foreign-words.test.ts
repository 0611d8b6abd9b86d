/** Words that people bring from other systems are answered by what they are here. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';

interface Written {
  top?: string;
  layer?: string;
  phase?: string;
  on?: string;
  loss?: string;
  optimizer?: string;
}

const graph = ({ top = '', layer = 'Flatten', phase = '', on = '', loss, optimizer }: Written) => `lagraph: 1
${top}
data: {mnist: {source: mnist}}
networks:
  net:
    input: [28, 28, 1]
    layers:
      - ${layer}
      - Flatten
      - {Dense: {units: 10, activation: softmax}}
plan:
  learn:
    train: net
    on: {data: mnist${on}}
    loss: ${loss ?? 'categorical_crossentropy(label, net(image))'}
    optimizer: ${optimizer ?? 'Adam'}
    ${phase}
`;

/** What the messages help with. */
const helpFor = (written: Written): string =>
  check(graph(written))
    .diagnostics.map(({ suggestion }) => suggestion?.message ?? '')
    .join('\n');

describe('words of other systems', () => {
  it.each<[string, Written, string]>([
    ['a layer of PyTorch', { layer: 'nn.Linear: 10' }, '`Dense`'],
    ['an activation of PyTorch', { layer: 'nn.ReLU' }, '`ReLU`'],
    ['a layer of PyTorch in its case', { layer: 'Conv2d: {filters: 3, kernel_size: 3}' }, '`Conv2D`'],
    ['a layer of Keras with its modules', { layer: 'tf.keras.layers.Dense: 10' }, '`Dense`'],
    ['an optimizer with its module', { optimizer: '{optim.AdamW: 0.001}' }, '`AdamW`'],
    ['a loss of PyTorch', { loss: 'CrossEntropyLoss(label, net(image))' }, '`categorical_crossentropy`'],
    ['lr of an optimizer', { optimizer: '{Adam: {lr: 0.1}}' }, '`learning_rate`'],
    ['lr in a phase', { phase: 'lr: 0.1' }, 'optimizer: {Adam: 0.001}'],
    ['lr of the data', { on: ', lr: 0.1' }, 'optimizer: {Adam: 0.001}'],
    ['lr of the graph', { top: 'lr: 0.1' }, 'optimizer: {Adam: 0.001}'],
    ['epochs in a phase', { phase: 'epochs: 3' }, 'under `on`'],
    ['epochs of the graph', { top: 'epochs: 3' }, 'under `on`'],
    ['batch in a phase', { phase: 'batch: 3' }, 'batch_size'],
    ['batch of the data', { on: ', batch: 3' }, '`batch_size`'],
    ['shuffle', { phase: 'shuffle: true' }, 'random order'],
    ['shuffle of the data', { on: ', shuffle: true' }, 'random order'],
    ['callbacks', { phase: 'callbacks: []' }, 'stop_early'],
    ['a device', { phase: 'device: cuda' }, '--engine'],
    ['a device of the graph', { top: 'device: cuda' }, '--engine'],
    ['a split of Keras', { phase: 'validation_split: 0.1' }, 'validate: {data: parts.held_out}'],
    ['a figure of Keras', { phase: 'stop_early: {monitor: val_loss}' }, '`val.loss`'],
    [
      'a figure of Keras, validated',
      { phase: 'stop_early: {monitor: val_loss}\n    validate: {data: mnist.test}' },
      '`val.loss`',
    ],
    ['a layer that is an expression', { layer: 'Lambda: 3' }, 'among the nodes'],
    ['a layer of augmentation', { layer: 'keras.layers.RandomFlip' }, 'augment'],
    ['a layer that there is not', { layer: 'LSTMCell: 3' }, 'cells are no layers'],
    ['an optimizer that there is not', { optimizer: 'ScheduleFreeAdamW' }, 'ema'],
    ['an activation that changes the shape', { layer: 'Dense: {units: 4, activation: glu}' }, 'glu(x)'],
    [
      'a regularizer of activities',
      { layer: 'Dense: {units: 4, activity_regularizer: {L1: 0.1}}' },
      'sum(abs(net(image).code))',
    ],
    ['an argument of freezing', { layer: 'Dense: {units: 4, trainable: false}' }, 'freeze'],
    [
      'an argument of optimizers',
      { optimizer: '{Adam: {learning_rate: 0.1, clipnorm: 1}}' },
      'clip_gradients',
    ],
    ['a count of examples', { loss: 'TruePositives(label, net(image))' }, 'precision'],
    ['another name of Keras', { layer: 'AvgPool2D' }, '`AveragePooling2D`'],
    [
      'a metric of scikit-learn',
      { phase: 'metrics: {m: "roc_auc_score(label, net(image))"}\n    validate: {data: mnist.test}' },
      '`auc`',
    ],
  ])('%s', (_what, written, said) => {
    expect(helpFor(written)).toContain(said);
  });

  it('are told of beside errors of shapes, all at once', () => {
    const { diagnostics } = check(
      graph({
        layer: 'Flatten\n      - {Conv2D: {filters: 3, kernel_size: 3}}',
        optimizer: '{Adm: 0.001}',
        loss: 'mean_sqared_error(label, net(image))',
      }),
    );
    expect(diagnostics.map(({ code }) => code).sort()).toEqual([
      'layer-shape',
      'unknown-name',
      'unknown-word',
    ]);
  });
});

/**
 * Words of Keras 3 that are no words here, and how the same is said: for the messages of `check`, and for a table of
 * docs/language.md.
 */
export type ForeignKind = 'layer' | 'optimizer' | 'initializer' | 'activation' | 'function' | 'argument';

interface ForeignWords {
  kind: ForeignKind;
  words: string;
  /** What is written instead, or why there is nothing. */
  instead: string;
}

export const foreignWords: readonly ForeignWords[] = [
  {
    kind: 'layer',
    words:
      'AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization RandAugment RandomBrightness ' +
      'RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing ' +
      'RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization ' +
      'RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization',
    instead:
      'images are changed at random where the data is read: data: {mnist: {source: mnist, augment: {image: {shift: 0.1}}}}',
  },
  {
    kind: 'layer',
    words: 'MixUp',
    instead:
      'an expression mixes examples with others of the batch: 0.7 * image + 0.3 * shuffle_batch(image)',
  },
  {
    kind: 'layer',
    words: 'ActivityRegularization',
    instead: 'a loss reads what a named layer makes: 0.01 * sum(abs(net(image).code))',
  },
  {
    kind: 'layer',
    words: 'CategoryEncoding Discretization',
    instead: 'expressions do that: one_hot(x, 10), and for bins one_hot of floor(x)',
  },
  {
    kind: 'layer',
    words:
      'HashedCrossing Hashing IntegerLookup StringLookup TextVectorization MelSpectrogram STFTSpectrogram',
    instead:
      'texts and sounds become numbers where the data is read, before there is a step that could hold it',
  },
  {
    kind: 'layer',
    words: 'MaxNumBoundingBoxes',
    instead: 'a field of the data is an array of one shape: there are no bounding boxes',
  },
  {
    kind: 'layer',
    words: 'GRUCell LSTMCell RNN SimpleRNNCell StackedRNNCells',
    instead:
      'cells are no layers: SimpleRNN, LSTM and GRU go through a series, and several in a row are stacked, all but the last with return_sequences: true',
  },
  {
    kind: 'layer',
    words: 'Lambda',
    instead: 'an expression among the nodes of a network: nodes: {double: "2 * image"}',
  },
  {
    kind: 'layer',
    words: 'Masking',
    instead:
      'there are no masks: series have one length, and an expression makes 0 of what is to be left out: x * mask',
  },
  {
    kind: 'layer',
    words: 'Input InputLayer InputSpec',
    instead: 'the input stands with its network: networks: {encoder: {input: [28, 28, 1], layers: [...]}}',
  },
  {
    kind: 'layer',
    words: 'Layer Wrapper Pipeline Sequential Model',
    instead: 'layers stand in the network: networks: {encoder: {input: [28, 28, 1], layers: [...]}}',
  },
  {
    kind: 'layer',
    words: 'FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper',
    instead:
      'code of another framework cannot be recorded in a step: weights that it has trained can be loaded',
  },
  {
    kind: 'layer',
    words: 'ReversibleEmbedding',
    instead:
      'a weight is a value: matmul(x, net.words.embeddings, transpose_b=true) goes the way back of an Embedding',
  },
  {
    kind: 'optimizer',
    words: 'LossScaleOptimizer',
    instead: 'the phase says it: precision: float16 or bfloat16, and the loss is scaled as it must be',
  },
  {
    kind: 'optimizer',
    words: 'MultiOptimizer OptimizerMap',
    instead: 'a phase has several updates, each with an optimizer, or rates: [{network: encoder, rate: 0.1}]',
  },
  {
    kind: 'optimizer',
    words: 'ScheduleFreeAdamW',
    instead:
      'there is none: it validates with other weights than it trains; after_update: {ema: ...} keeps an average beside them',
  },
  {
    kind: 'initializer',
    words: 'STFT STFTInitializer stft',
    instead:
      'there is none: its window is a table of numbers, which a bare weight can be filled with from data',
  },
  {
    kind: 'activation',
    words: 'glu',
    instead: 'it is a function, since it halves its input: among the nodes of a network, glu(x)',
  },
  {
    kind: 'activation',
    words: 'threshold',
    instead: 'the layer ReLU has it: {ReLU: {threshold: 0.5}}',
  },
  {
    kind: 'function',
    words: 'Mean MeanMetricWrapper Sum Metric Loss MeanTensor',
    instead: 'every loss and metric is a mean over the examples: write the expression alone',
  },
  {
    kind: 'function',
    words:
      'TruePositives TrueNegatives FalsePositives FalseNegatives true_positives true_negatives false_positives ' +
      'false_negatives',
    instead: 'counts depend on how many examples there are: precision, recall and specificity are shares',
  },
  {
    kind: 'argument',
    words: 'activity_regularizer',
    instead: 'a loss reads what a named layer makes: 0.01 * sum(abs(net(image).code))',
  },
  {
    kind: 'argument',
    words: 'data_format',
    instead: 'channels are always last: [height, width, channels]',
  },
  {
    kind: 'argument',
    words: 'dtype',
    instead: 'the phase says it, for all layers: precision: bfloat16',
  },
  {
    kind: 'argument',
    words: 'trainable',
    instead: 'the phase says it: train: encoder, freeze: encoder/conv',
  },
  {
    kind: 'argument',
    words: 'input_shape batch_input_shape input_length',
    instead: 'the input stands with the network: networks: {encoder: {input: [28, 28, 1], layers: [...]}}',
  },
  {
    kind: 'argument',
    words: 'seed',
    instead: 'the graph has one, and every layer draws from a stream of its own: seed: 1',
  },
  {
    kind: 'argument',
    words: 'return_state stateful',
    instead:
      'a layer makes one value, and no state lasts beyond an example; a last output is that of return_sequences: false',
  },
  {
    kind: 'argument',
    words: 'unroll use_cudnn flash_attention',
    instead: 'how it is computed is the business of the engine',
  },
  {
    kind: 'argument',
    words: 'mask_zero attention_mask supports_masking',
    instead: 'there are no masks: series have one length; use_causal_mask hides later steps',
  },
  {
    kind: 'argument',
    words: 'noise_shape',
    instead: 'SpatialDropout1D, 2D and 3D leave out whole channels',
  },
  {
    kind: 'argument',
    words: 'axis',
    instead: 'this is over the last side: Permute moves another there',
  },
  {
    kind: 'argument',
    words: 'crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value',
    instead: 'CenterCrop or ZeroPadding2D before Resizing keeps the ratio of the sides',
  },
  {
    kind: 'argument',
    words: 'antialias',
    instead: 'AdaptiveAveragePooling2D makes an image smaller by means of all its pixels',
  },
  {
    kind: 'argument',
    words: 'backward_layer',
    instead: 'both ways through a series are layers of one kind, with weights of their own',
  },
  {
    kind: 'argument',
    words: 'dilation_rate',
    instead:
      'convolutions have it, but for transposed ones: an UpSampling and a convolution behind it take their place',
  },
  {
    kind: 'argument',
    words: 'output_padding',
    instead: 'there is none: ZeroPadding or Cropping behind it give another size',
  },
  {
    kind: 'argument',
    words: 'attention_axes sliding_window use_gate',
    instead: 'attention is over all steps of a series, or with use_causal_mask over those before',
  },
  {
    kind: 'argument',
    words: 'input_axes output_axes',
    instead: 'the last two sides of a weight are what comes in and out',
  },
  {
    kind: 'argument',
    words: 'exclude_layers exclude_embeddings',
    instead: 'each update has an optimizer for what it trains: a phase may have several',
  },
  {
    kind: 'argument',
    words: 'clipnorm clipvalue global_clipnorm',
    instead: 'the phase says it: clip_gradients: 1',
  },
  {
    kind: 'argument',
    words: 'use_ema ema_momentum ema_overwrite_frequency',
    instead: 'the phase says it: after_update: [{ema: {target: teacher, of: student, decay: 0.99}}]',
  },
  {
    kind: 'argument',
    words: 'loss_scale_factor',
    instead: 'the phase says it: precision: float16, and the loss is scaled as it must be',
  },
  {
    kind: 'argument',
    words: 'gradient_accumulation_steps',
    instead: 'each step is one update: a larger batch_size has the same gradient',
  },
  {
    kind: 'argument',
    words: 'lora_rank lora_alpha quantization_config gptq_unpacked_column_size',
    instead: 'a weight of its own among the nodes does that: matmul(matmul(x, down), up)',
  },
  {
    kind: 'argument',
    words: 'renorm renorm_clipping renorm_momentum synchronized',
    instead: 'a batch is computed on one machine, by its own mean and variance',
  },
];

const byWord = new Map(
  foreignWords.flatMap(({ kind, words, instead }) =>
    words.split(' ').map((word) => [`${kind} ${word.toLowerCase()}`, instead] as const),
  ),
);

/** How what Keras calls so is said; undefined of other names. Modules before the name are left out. */
export function foreignWordHelp(kind: ForeignKind, written: string): string | undefined {
  const instead = byWord.get(`${kind} ${written.split('.').at(-1)!.toLowerCase()}`);
  return instead === undefined ? undefined : `in lagraph ${instead}`;
}

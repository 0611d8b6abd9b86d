/**
 * Terms of other frameworks (PyTorch, older Keras, papers) for words of the language, folded: lower case, without `_`
 * and `-`.
 */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  learning_rate: ['lr', 'eta', 'stepsize'],
  weight_decay: ['decay', 'l2'],
  epsilon: ['eps'],
  momentum: ['mu'],
  batch_size: ['batch', 'bs', 'minibatch'],
  epochs: ['iterations', 'rounds'],
  optimizer: ['optim', 'optimiser', 'solver'],
  validate: ['validation', 'val', 'validationdata'],
  stop_early: ['earlystopping', 'earlystop', 'stopearly'],
  clip_gradients: ['clipnorm', 'gradclip', 'clip'],
  data: ['dataset'],
  train: ['trainable', 'fit'],
  loss: ['criterion', 'objective'],
  units: ['outfeatures', 'outputdim', 'neurons', 'n'],
  filters: ['outchannels', 'channels'],
  kernel_size: ['kernel', 'ksize', 'filtersize'],
  strides: ['step'],
  rate: ['p', 'droprate', 'dropoutrate', 'prob'],
  pool_size: ['kernelsize', 'kernel'],
  negative_slope: ['alpha', 'slope'],
  activation: ['nonlinearity', 'act', 'fn'],
  kernel_initializer: ['init', 'kernelinit'],
  use_bias: ['bias'],
  target_shape: ['shape'],
  Dense: ['linear', 'fullyconnected', 'fc', 'innerproduct'],
  Conv2D: ['conv', 'convolution2d', 'convolution'],
  Conv2DTranspose: ['convtranspose2d', 'deconv', 'deconvolution2d', 'deconv2d'],
  DepthwiseConv2D: ['depthwiseconvolution2d'],
  BatchNormalization: ['batchnorm', 'batchnorm1d', 'batchnorm2d', 'bn'],
  LayerNormalization: ['layernorm', 'ln'],
  GroupNormalization: ['groupnorm', 'gn', 'instancenorm', 'instancenorm2d', 'instancenormalization'],
  RMSNormalization: ['rmsnorm'],
  UnitNormalization: ['l2normalize', 'l2norm'],
  Conv1DTranspose: ['convtranspose1d', 'deconv1d'],
  SpatialDropout1D: ['dropout1d'],
  MaxPooling2D: ['maxpool', 'maxpool2d'],
  AveragePooling2D: ['avgpool', 'avgpool2d', 'averagepool2d'],
  GlobalAveragePooling2D: ['adaptiveavgpool2d', 'globalavgpool', 'globalavgpool2d', 'gap'],
  UpSampling2D: ['upsample', 'upsampling'],
  SpatialDropout2D: ['dropout2d'],
  Reshape: ['view', 'unflatten'],
  Concatenate: ['concat', 'cat'],
  Add: ['sum'],
  mean_squared_error: ['mse', 'mseloss', 'l2loss'],
  mean_absolute_error: ['mae', 'l1loss', 'l1'],
  binary_crossentropy: ['bce', 'bceloss', 'binarycrossentropyloss'],
  categorical_crossentropy: ['cce', 'crossentropy', 'crossentropyloss', 'nllloss'],
  sigmoid_crossentropy: ['bcewithlogits', 'bcewithlogitsloss', 'sigmoidcrossentropywithlogits'],
  kl_divergence: ['kld', 'kldivloss', 'kldivergence'],
  huber: ['smoothl1', 'smoothl1loss'],
  concat: ['cat', 'concatenate', 'stack'],
  silu: ['swish'],
  Adam: ['adamoptimizer'],
  SGD: ['sgdoptimizer', 'gradientdescent'],
  glorot_uniform: ['xavier', 'xavieruniform'],
  glorot_normal: ['xaviernormal'],
  he_normal: ['kaiming', 'kaimingnormal'],
  he_uniform: ['kaiminguniform'],
};

const NAMES_BY_SYNONYM = new Map<string, string[]>();
for (const [name, others] of Object.entries(SYNONYMS)) {
  for (const other of others) NAMES_BY_SYNONYM.set(other, [...(NAMES_BY_SYNONYM.get(other) ?? []), name]);
}

/** The language's names for a term of another framework (already folded: lower case, without `_` and `-`). */
export const namesForSynonym = (foldedSynonym: string): readonly string[] =>
  NAMES_BY_SYNONYM.get(foldedSynonym) ?? [];

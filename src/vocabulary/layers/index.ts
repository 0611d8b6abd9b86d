import { definitionsByName } from '../definitions-by-name.js';
import type { LayerDefinition } from '../definition-types.js';
import { activation } from './activation.js';
import { adaptivePooling } from './adaptive-pooling.js';
import { add } from './add.js';
import { additiveAttention } from './additive-attention.js';
import { alphaDropout } from './alpha-dropout.js';
import { attention } from './attention.js';
import { averagePooling1d } from './average-pooling1d.js';
import { averagePooling2d } from './average-pooling2d.js';
import { averagePooling3d } from './average-pooling3d.js';
import { average } from './average.js';
import { batchNormalization } from './batch-normalization.js';
import { bidirectional } from './bidirectional.js';
import { centerCrop } from './center-crop.js';
import { concatenate } from './concatenate.js';
import { conv1dTranspose } from './conv1d-transpose.js';
import { conv1d } from './conv1d.js';
import { conv2dTranspose } from './conv2d-transpose.js';
import { conv2d } from './conv2d.js';
import { convLstm1d } from './conv-lstm1d.js';
import { convLstm2d } from './conv-lstm2d.js';
import { convLstm3d } from './conv-lstm3d.js';
import { conv3dTranspose } from './conv3d-transpose.js';
import { conv3d } from './conv3d.js';
import { cropping1d } from './cropping1d.js';
import { cropping2d } from './cropping2d.js';
import { cropping3d } from './cropping3d.js';
import { dense } from './dense.js';
import { depthwiseConv1d } from './depthwise-conv1d.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { dot } from './dot.js';
import { dropout } from './dropout.js';
import { einsumDense } from './einsum-dense.js';
import { eluLayer } from './elu.js';
import { embedding } from './embedding.js';
import { flattenLayer } from './flatten.js';
import { gaussianDropout } from './gaussian-dropout.js';
import { gaussianNoise } from './gaussian-noise.js';
import { globalPooling } from './global-pooling.js';
import { groupNormalization } from './group-normalization.js';
import { groupQueryAttention } from './group-query-attention.js';
import { gru } from './gru.js';
import { identity } from './identity.js';
import { layerNormalization } from './layer-normalization.js';
import { leakyRelu } from './leaky-relu.js';
import { lstm } from './lstm.js';
import { maxPooling1d } from './max-pooling1d.js';
import { maxPooling2d } from './max-pooling2d.js';
import { maxPooling3d } from './max-pooling3d.js';
import { maximum } from './maximum.js';
import { minimum } from './minimum.js';
import { multiHeadAttention } from './multi-head-attention.js';
import { multiply } from './multiply.js';
import { normalizationLayer } from './normalization-layer.js';
import { permute } from './permute.js';
import { positionEmbedding } from './position-embedding.js';
import { prelu } from './prelu.js';
import { relu } from './relu.js';
import { repeatVector } from './repeat-vector.js';
import { rescaling } from './rescaling.js';
import { reshapeLayer } from './reshape.js';
import { resizing } from './resizing.js';
import { rmsNormalization } from './rms-normalization.js';
import { separableConv1d } from './separable-conv1d.js';
import { separableConv2d } from './separable-conv2d.js';
import { simpleRnn } from './simple-rnn.js';
import { sinePositionEncoding } from './sine-position-encoding.js';
import { softmaxLayer } from './softmax.js';
import { spatialDropout1d } from './spatial-dropout1d.js';
import { spatialDropout2d } from './spatial-dropout2d.js';
import { spatialDropout3d } from './spatial-dropout3d.js';
import { spectralNormalization } from './spectral-normalization.js';
import { subtract } from './subtract.js';
import { defineTimeDistributed } from './time-distributed.js';
import { unitNormalization } from './unit-normalization.js';
import { upSampling1d } from './up-sampling1d.js';
import { upSampling2d } from './up-sampling2d.js';
import { upSampling3d } from './up-sampling3d.js';
import { zeroPadding1d } from './zero-padding1d.js';
import { zeroPadding2d } from './zero-padding2d.js';
import { zeroPadding3d } from './zero-padding3d.js';

const otherLayers: readonly LayerDefinition[] = [
  activation,
  ...adaptivePooling,
  add,
  additiveAttention,
  alphaDropout,
  attention,
  average,
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  batchNormalization,
  bidirectional,
  centerCrop,
  concatenate,
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  convLstm1d,
  convLstm2d,
  convLstm3d,
  cropping1d,
  cropping2d,
  cropping3d,
  dense,
  depthwiseConv1d,
  depthwiseConv2d,
  dot,
  dropout,
  einsumDense,
  eluLayer,
  embedding,
  flattenLayer,
  gaussianDropout,
  gaussianNoise,
  ...globalPooling,
  groupNormalization,
  groupQueryAttention,
  gru,
  identity,
  layerNormalization,
  leakyRelu,
  lstm,
  maximum,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  minimum,
  multiHeadAttention,
  multiply,
  normalizationLayer,
  permute,
  positionEmbedding,
  prelu,
  relu,
  repeatVector,
  rescaling,
  reshapeLayer,
  resizing,
  rmsNormalization,
  separableConv1d,
  separableConv2d,
  simpleRnn,
  sinePositionEncoding,
  softmaxLayer,
  spatialDropout1d,
  spatialDropout2d,
  spatialDropout3d,
  spectralNormalization,
  subtract,
  unitNormalization,
  upSampling1d,
  upSampling2d,
  upSampling3d,
  zeroPadding1d,
  zeroPadding2d,
  zeroPadding3d,
];

/** With those that graphs have of their own; `layers` is for all who only look one up. */
export const layerDefinitions = definitionsByName<LayerDefinition>([
  ...otherLayers,
  defineTimeDistributed(
    otherLayers.filter(({ inputs }) => inputs === 'one' || (inputs !== 'many' && inputs[0] === 1)),
  ),
]);

export const layers: ReadonlyMap<string, LayerDefinition> = layerDefinitions;

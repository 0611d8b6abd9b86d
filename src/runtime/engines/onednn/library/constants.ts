/** Enumerations of oneDNN's C API, from `oneapi/dnnl/dnnl_types.h` of version 3.11. */

export const DataType = { bf16: 2, f32: 3, s32: 4, u8: 6 } as const;
export type DataTypeName = keyof typeof DataType;

export const PropKind = { training: 64, inference: 96, backward: 128, backwardData: 160 } as const;

export const Algorithm = {
  convolutionDirect: 1,
  deconvolutionDirect: 10,
  relu: 0x20,
  tanh: 0x21,
  geluTanh: 0x2b,
  swish: 0x2c,
  clipV2: 0x2f,
  geluErf: 0x31,
  mish: 0x33,
  poolingMax: 0x1ff,
  poolingAverageExcludingPadding: 0x3ff,
  resamplingNearest: 0x2fff0,
  softmaxAccurate: 0x30000,
} as const;

/** Flags of normalizations. */
export const NormalizationFlags = { useGlobalStatistics: 1, useScale: 2, useShift: 4, fuseRelu: 8 } as const;

/** `aBcd8b` and `aBcd16b` are channels in blocks, of images [batch, channels, height, width]. */
export const FormatTag = { any: 1 } as const;

/** Format tags of layouts with the second dimension in blocks, by the number of dimensions and the block's length. */
export const CHANNEL_BLOCK_TAGS: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  3: { 8: 69, 16: 56 },
  4: { 8: 102, 16: 78 },
  5: { 8: 142, 16: 121 },
};

export const FpmathMode = { strict: 0, bf16: 1 } as const;

/** What `dnnl_memory_desc_query` answers. */
export const MemoryQuery = {
  dataType: 258,
  offset: 259,
  paddedDims: 260,
  formatKind: 262,
  strides: 14,
  innerBlockCount: 263,
  innerBlocks: 264,
  innerIndices: 265,
} as const;

export const FORMAT_KIND_BLOCKED = 2;

/** Memory descriptors of a primitive descriptor. */
export const DescriptorQuery = {
  source: 129,
  diffSource: 130,
  weights: 131,
  diffWeights: 132,
  destination: 133,
  diffDestination: 134,
  workspace: 135,
  scratchpad: 136,
} as const;

export const QUERY_IMPLEMENTATION = 8;

/** Arguments of an execution. */
export const Argument = {
  source: 1,
  destination: 17,
  weights: 33,
  bias: 41,
  mean: 49,
  variance: 50,
  scale: 51,
  shift: 52,
  workspace: 64,
  scratchpad: 80,
  diffSource: 129,
  diffDestination: 145,
  diffWeights: 161,
  diffBias: 169,
  diffScale: 255,
  diffShift: 256,
} as const;

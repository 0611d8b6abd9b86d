/**
 * The functions of oneDNN's C API that lagraph calls, as declared by `oneapi/dnnl/dnnl.h` of version 3.11. Handles and
 * addresses are numbers; a call through koffi costs about a tenth of a microsecond.
 */
import koffi from 'koffi';
import { DescriptorQuery } from './constants.js';

/** A handle of oneDNN's, or an address. */
export type Handle = number;

const POINTER = 'void *';
const INT = 'int';
const FLOAT = 'float';
const UNSIGNED = 'unsigned int';
const SIZE = 'size_t';

/** A function of oneDNN's failed. */
export class OnednnError extends Error {
  constructor(
    readonly function_: string,
    readonly status: number,
  ) {
    super(`${function_} ended with the status ${status} (${STATUS[status] ?? 'unknown'})`);
  }
}

const STATUS = [
  'success',
  'out of memory',
  'invalid arguments',
  'unimplemented',
  'last implementation reached',
  'runtime error',
  'not required',
  'invalid graph',
];
/** `dnnl_out_of_memory`. */
export const OUT_OF_MEMORY = 1;

/** Arguments of the functions that create primitive descriptors, after the engine. */
const descriptorFunctions = {
  convolutionForward: ['convolution_forward', INT, INT, ...Array<string>(9).fill(POINTER)],
  convolutionBackwardData: ['convolution_backward_data', INT, ...Array<string>(9).fill(POINTER)],
  convolutionBackwardWeights: ['convolution_backward_weights', INT, ...Array<string>(10).fill(POINTER)],
  deconvolutionForward: ['deconvolution_forward', INT, INT, ...Array<string>(9).fill(POINTER)],
  layerNormalizationForward: [
    'layer_normalization_forward',
    INT,
    POINTER,
    POINTER,
    POINTER,
    FLOAT,
    UNSIGNED,
    POINTER,
  ],
  layerNormalizationBackward: [
    'layer_normalization_backward',
    INT,
    POINTER,
    POINTER,
    POINTER,
    POINTER,
    FLOAT,
    UNSIGNED,
    POINTER,
    POINTER,
  ],
  poolingForward: ['pooling_forward', INT, INT, ...Array<string>(8).fill(POINTER)],
  poolingBackward: ['pooling_backward', INT, ...Array<string>(9).fill(POINTER)],
  resamplingForward: ['resampling_forward', INT, INT, POINTER, POINTER, POINTER, POINTER],
  resamplingBackward: ['resampling_backward', INT, POINTER, POINTER, POINTER, POINTER, POINTER],
  innerProductForward: ['inner_product_forward', INT, ...Array<string>(5).fill(POINTER)],
  innerProductBackwardData: ['inner_product_backward_data', ...Array<string>(5).fill(POINTER)],
  innerProductBackwardWeights: ['inner_product_backward_weights', ...Array<string>(6).fill(POINTER)],
  eltwiseForward: ['eltwise_forward', INT, INT, POINTER, POINTER, FLOAT, FLOAT, POINTER],
  eltwiseBackward: ['eltwise_backward', INT, POINTER, POINTER, POINTER, FLOAT, FLOAT, POINTER, POINTER],
  softmaxForward: ['softmax_forward', INT, INT, POINTER, POINTER, INT, POINTER],
  softmaxBackward: ['softmax_backward', INT, POINTER, POINTER, POINTER, INT, POINTER, POINTER],
  matmul: ['matmul', ...Array<string>(5).fill(POINTER)],
} as const;

export type DescriptorFunction = keyof typeof descriptorFunctions;

/** What oneDNN frees, by the functions that do it. */
const destroyers = {
  descriptor: 'dnnl_memory_desc_destroy',
  primitiveDescriptor: 'dnnl_primitive_desc_destroy',
  primitive: 'dnnl_primitive_destroy',
  memory: 'dnnl_memory_destroy',
  attributes: 'dnnl_primitive_attr_destroy',
  postOperations: 'dnnl_post_ops_destroy',
} as const;

export type HandleKind = keyof typeof destroyers;

/** A library that koffi loaded. */
type NativeLibrary = ReturnType<typeof koffi.load>;

export type OnednnApi = ReturnType<typeof bindOnednn>;

/**
 * Binds the functions of a library that `loadOnednn` loaded. The dynamic linker finds those of the OpenMP runtime and of
 * the C library through it, since it depends on them.
 */
export function bindOnednn(onednn: NativeLibrary) {
  const checked = (name: string, ...parameters: string[]) => {
    const call = onednn.func(name, INT, parameters) as (...args: unknown[]) => number;
    return (...args: unknown[]): void => {
      const status = call(...args);
      if (status !== 0) throw new OnednnError(name, status);
    };
  };
  /** A function whose first argument is where it writes the handle that it makes. */
  const created = (name: string, ...parameters: string[]) => {
    const call = checked(name, POINTER, ...parameters);
    return (...args: unknown[]): Handle => {
      const out = new BigUint64Array(1);
      call(out, ...args);
      return Number(out[0]);
    };
  };
  const destroy = Object.fromEntries(
    Object.entries(destroyers).map(([kind, name]) => [kind, checked(name, POINTER)]),
  ) as unknown as Record<HandleKind, (handle: Handle) => void>;

  const move = onednn.func('memmove', 'uint64_t', [POINTER, POINTER, SIZE]) as (
    to: Uint8Array,
    from: Uint8Array,
    bytes: number,
  ) => number | bigint;
  const engine = created('dnnl_engine_create', INT, SIZE)(1, 0);
  const stream = created('dnnl_stream_create', POINTER, UNSIGNED)(engine, 1);

  const make = Object.fromEntries(
    Object.entries(descriptorFunctions).map(([key, [name, ...parameters]]) => {
      const call = created(`dnnl_${name}_primitive_desc_create`, POINTER, ...parameters);
      return [key, (...args: unknown[]) => call(engine, ...args)];
    }),
  ) as unknown as Record<DescriptorFunction, (...args: unknown[]) => Handle>;
  const reorder = created('dnnl_reorder_primitive_desc_create', ...Array<string>(5).fill(POINTER));

  const queryMemory = checked('dnnl_memory_desc_query', POINTER, INT, POINTER);
  const queryDescriptor = onednn.func('dnnl_primitive_desc_query_md', 'uint64_t', [POINTER, INT, INT]) as (
    descriptor: Handle,
    what: number,
    index: number,
  ) => number | bigint;
  const queryPrimitive = checked('dnnl_primitive_desc_query', POINTER, INT, INT, POINTER);
  const descriptorSize = onednn.func('dnnl_memory_desc_get_size', SIZE, [POINTER]) as (
    descriptor: Handle,
  ) => number | bigint;

  return {
    /** Sets the number of threads that the calling thread's primitives compute with. */
    setThreads: onednn.func('omp_set_num_threads', 'void', [INT]) as (threads: number) => void,
    engine,
    stream,
    make: {
      ...make,
      reorder: (from: Handle, to: Handle, attributes: Handle | null) =>
        reorder(from, engine, to, engine, attributes),
    },
    destroy,
    descriptorByTag: created('dnnl_memory_desc_create_with_tag', INT, POINTER, INT, INT),
    descriptorByStrides: created('dnnl_memory_desc_create_with_strides', INT, POINTER, INT, POINTER),
    permuteDescriptor: created('dnnl_memory_desc_permute_axes', POINTER, POINTER),
    submemory: created('dnnl_memory_desc_create_submemory', POINTER, POINTER, POINTER),
    cloneDescriptor: created('dnnl_memory_desc_clone', POINTER),
    /** Working memory of a primitive; null if it needs none. */
    scratchpadOf(descriptor: Handle): { descriptor: Handle; bytes: number } | null {
      const scratchpad = Number(queryDescriptor(descriptor, DescriptorQuery.scratchpad, 0));
      const bytes = scratchpad === 0 ? 0 : Number(descriptorSize(scratchpad));
      return bytes === 0 ? null : { descriptor: scratchpad, bytes };
    },
    /** The address of an array's first byte. The array must be kept. */
    addressOf: (array: Uint8Array): number => Number(move(array, array, 0)),
    descriptorSize: (descriptor: Handle): number => Number(descriptorSize(descriptor)),
    /** A 64-bit or 32-bit number of a memory descriptor. */
    queryNumber(descriptor: Handle, what: number): number {
      const out = new BigInt64Array(1);
      queryMemory(descriptor, what, out);
      // Numbers of 32 bits fill the lower half.
      return Number(BigInt.asIntN(32, out[0] as bigint));
    },
    /** A list of `length` numbers of a memory descriptor, which oneDNN keeps. */
    queryList(descriptor: Handle, what: number, length: number): number[] {
      const out = new BigUint64Array(1);
      queryMemory(descriptor, what, out);
      return Array.from({ length }, (_, at) => Number(koffi.decode(out[0], 8 * at, 'int64_t')));
    },
    /** A memory descriptor of a primitive descriptor, which belongs to that; 0 if there is none. */
    descriptorOf: (descriptor: Handle, what: number, index = 0): Handle =>
      Number(queryDescriptor(descriptor, what, index)),
    /** The name of the implementation, such as `brg_conv_fwd:avx2` or `ref:any`. */
    implementation(descriptor: Handle, query: number): string {
      const out = new BigUint64Array(1);
      queryPrimitive(descriptor, query, 0, out);
      return koffi.decode(out[0], 'char', -1) as string;
    },
    memory: created('dnnl_memory_create', POINTER, POINTER, 'uint64_t'),
    primitive: created('dnnl_primitive_create', POINTER),
    attributes: created('dnnl_primitive_attr_create'),
    setScratchpadMode: checked('dnnl_primitive_attr_set_scratchpad_mode', POINTER, INT),
    setFpmathMode: checked('dnnl_primitive_attr_set_fpmath_mode', POINTER, INT),
    setPostOperations: checked('dnnl_primitive_attr_set_post_ops', POINTER, POINTER),
    postOperations: created('dnnl_post_ops_create'),
    appendSum: checked('dnnl_post_ops_append_sum', POINTER, FLOAT, INT, INT),
    appendEltwise: checked('dnnl_post_ops_append_eltwise', POINTER, INT, FLOAT, FLOAT),
    appendBinary: checked('dnnl_post_ops_append_binary', POINTER, INT, POINTER),
    execute: onednn.func('dnnl_primitive_execute', INT, ['uint64_t', 'uint64_t', INT, 'uint64_t']) as (
      primitive: Handle,
      stream: Handle,
      count: number,
      argumentsAt: Handle,
    ) => number,
  };
}

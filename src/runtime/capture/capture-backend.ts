/**
 * A tfjs backend named `capture`, which records kernels instead of computing them. Its tensors have a shape, a type
 * and the id of a value in the StepProgram, and no data. It is never registered with tfjs's engine:
 * `runOnCaptureBackend` activates it for one synchronous call and restores the previous backend.
 */
import {
  engine,
  getKernel,
  KernelBackend,
  registerKernel,
  type NamedTensorInfoMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { kernelDecompositions, kernelRules } from './kernels/index.js';
import { tracedKernels, type KernelOrigin } from './kernel-origins.js';
import type { ProgramRecorder } from './call-recorder.js';
import { recordComposite, type CompositeBackend } from './record-composite.js';
import type { DType, ValueId } from './step-program.js';
import { runOnBackend } from './run-on-backend.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { CompositeOperation } from '../../vocabulary/index.js';

export const CAPTURE_BACKEND = 'capture';

/** The `dataId` of a captured tensor. Several tensors may share one (clones), so it is reference-counted. */
class CapturedData {
  holders = 1;
  /** The kernel that made the value, if it is traced. */
  origin: KernelOrigin | null = null;
  constructor(readonly value: ValueId) {}
}

export class CaptureBackend extends KernelBackend implements CompositeBackend {
  private readonly capturedData = new Set<CapturedData>();
  private readonly keptTensors: Tensor[] = [];

  constructor(
    readonly recorder: ProgramRecorder,
    public recordsComposites: boolean,
  ) {
    super();
  }

  recordComposite(operation: CompositeOperation): Tensor[] {
    return recordComposite(this, operation);
  }

  withoutComposites<T>(body: () => T): T {
    const before = this.recordsComposites;
    this.recordsComposites = false;
    try {
      return body();
    } finally {
      this.recordsComposites = before;
    }
  }

  keepUntilEnd(tensors: Tensor[]): Tensor[] {
    for (const tensor of tensors) if (!tensor.kept) this.keptTensors.push(engine().keep(tensor));
    return tensors;
  }

  /** A tensor for a recorded value. */
  tensorInfo(value: ValueId): TensorInfo {
    const slot = new CapturedData(value);
    this.capturedData.add(slot);
    const { shape, dtype } = this.recorder.value(value);
    return { dataId: slot, shape: [...shape], dtype };
  }

  /** Remember the kernel and inputs that a value was computed from. */
  recordOrigin(made: TensorInfo, origin: KernelOrigin): void {
    (made.dataId as CapturedData).origin = origin;
    this.keepUntilEnd(Object.values(origin.inputs));
  }

  originOf(tensor: Tensor): KernelOrigin | null {
    return tensor.dataId instanceof CapturedData ? tensor.dataId.origin : null;
  }

  /** Release the tensors that were kept. */
  releaseKeptTensors(): void {
    for (const tensor of this.keptTensors.splice(0)) tensor.dispose();
  }

  /** Whether a value is a splat of this number. */
  isSplatOf(info: TensorInfo, number: number): boolean {
    const value = this.valueIdOf(info);
    const constant = this.recorder.constants.find((one) => one.value === value);
    if (constant) return constant.data.every((one) => one === number);
    const maker = this.recorder.calls.find((call) => call.outputs.includes(value));
    return maker?.kernel === 'Fill' && maker.attrs.value === number;
  }

  /** Another reference to the same value: tfjs clones every tensor that a gradient needs. */
  cloneInfo(info: TensorInfo): TensorInfo {
    if (!(info.dataId instanceof CapturedData)) return this.tensorInfo(this.valueIdOf(info));
    info.dataId.holders++;
    return { dataId: info.dataId, shape: info.shape, dtype: info.dtype };
  }

  /** The recorded value of a tensor. A tensor of another backend becomes a constant. */
  valueIdOf(info: TensorInfo): ValueId {
    if (info.dataId instanceof CapturedData) return info.dataId.value;
    const data = engine().readSync(info.dataId) as Float32Array | Int32Array | Uint8Array;
    return this.recorder.literal(data, info.shape, info.dtype as DType);
  }

  override write(values: unknown, shape: number[], dtype: string): object {
    if (dtype === 'string' || dtype === 'complex64') throw new Error(`a step can't hold ${dtype} tensors`);
    const numbers = values as ArrayLike<number>;
    const data =
      dtype === 'float32'
        ? Float32Array.from(numbers)
        : dtype === 'int32'
          ? Int32Array.from(numbers)
          : Uint8Array.from(numbers);
    const slot = new CapturedData(this.recorder.literal(data, shape, dtype as DType));
    this.capturedData.add(slot);
    return slot;
  }

  override readSync(dataId: object): Float32Array | Int32Array | Uint8Array {
    const { value } = dataId as CapturedData;
    const constant = this.recorder.constants.find((one) => one.value === value);
    if (constant) return constant.data;
    const maker = this.recorder.calls.find((call) => call.outputs.includes(value));
    const { shape } = this.recorder.value(value);
    throw new Error(
      `the numbers of a captured tensor [${shape.join(', ')}] were asked for` +
        (maker ? `, the output of ${maker.kernel} in ${maker.scope}` : ', an input of the step') +
        '. A step is recorded before there are any numbers, so nothing in it may depend on them.',
    );
  }

  override async read(dataId: object): Promise<Float32Array | Int32Array | Uint8Array> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const slot = dataId as CapturedData;
    slot.holders--;
    if (!force && slot.holders > 0) return false;
    this.capturedData.delete(slot);
    return true;
  }

  override incRef(dataId: object): void {
    (dataId as CapturedData).holders++;
  }

  override refCount(dataId: object): number {
    return (dataId as CapturedData).holders;
  }

  override numDataIds(): number {
    return this.capturedData.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  /** As in the other 32-bit backends: formulas of tfjs-layers use it. */
  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.capturedData.clear();
  }
}

/** tfjs looks kernels up by the backend's name. They are stateless: the backend is an argument. */
function registerKernels(): void {
  if (getKernel('Identity', CAPTURE_BACKEND)) return;
  const record = (kernelName: string) => {
    registerKernel({
      kernelName,
      backendName: CAPTURE_BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const capture = backend as CaptureBackend;
        const operands = nullPrototypeRecord<ValueId>();
        for (const [name, info] of Object.entries(inputs as NamedTensorInfoMap)) {
          // Optional inputs that are not given (a fused bias) are undefined.
          if (info !== undefined && info !== null) operands[name] = capture.valueIdOf(info);
        }
        const outputs = capture.recorder.recordKernel(kernelName, operands, attrs ?? {});
        const infos = outputs.map((value) => capture.tensorInfo(value));
        if (tracedKernels.has(kernelName)) {
          const tensors = inputs as unknown as KernelOrigin['inputs'];
          capture.recordOrigin(infos[0] as TensorInfo, {
            kernel: kernelName,
            inputs: tensors,
            attrs: attrs ?? {},
          });
        }
        return infos.length === 1 && !listOutputKernels.has(kernelName) ? (infos[0] as TensorInfo) : infos;
      },
    });
  };
  for (const name of [...Object.keys(kernelRules), ...Object.keys(kernelDecompositions)]) record(name);
  registerKernel({
    kernelName: 'Identity',
    backendName: CAPTURE_BACKEND,
    kernelFunc: ({ inputs, backend }) => (backend as CaptureBackend).cloneInfo(inputs.x as TensorInfo),
  });
}

/** Kernels that return a list even if it has one member. */
const listOutputKernels = new Set(['SplitV', 'Unpack', 'TopK']);

/**
 * Run `body` on a capture backend, and leave tfjs as it was: same backend, no additional tensors. Tensors that `body`
 * creates are disposed at its end.
 */
export function runOnCaptureBackend<T>(backend: CaptureBackend, body: () => T): T {
  registerKernels();
  const tf = engine();
  return runOnBackend(CAPTURE_BACKEND, backend, () => {
    tf.startScope('capture');
    try {
      return body();
    } catch (error) {
      // When a gradient throws, the tensors saved on the tape must be disposed.
      for (const node of tf.state.activeTape ?? []) for (const tensor of node.saved ?? []) tensor.dispose();
      tf.state.activeTape = undefined as never;
      throw error;
    } finally {
      backend.releaseKeptTensors();
      tf.endScope();
      backend.dispose();
    }
  });
}

/** Composite operations on the capture backend: one call each, and one for the gradient. */
import { engine, zerosLike, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { presentInputs, type CompositeGradient, type CompositeOperation } from '../../vocabulary/index.js';
import type { ProgramRecorder } from './call-recorder.js';
import type { ValueId } from './step-program.js';

/** The part of the capture backend that records composites. */
export interface CompositeBackend {
  readonly recorder: ProgramRecorder;
  /** Whether composite operations are recorded as one call; if not, by what defines them. */
  readonly recordsComposites: boolean;
  /** Run `body`, with composite operations recorded by what defines them. */
  withoutComposites<T>(body: () => T): T;
  valueIdOf(info: TensorInfo): ValueId;
  tensorInfo(value: ValueId): TensorInfo;
  /** Exempts tensors from tfjs's scopes until the capture ends. */
  keepUntilEnd(tensors: Tensor[]): Tensor[];
}

/** The part of tfjs's engine that `customGrad` is made of: it takes one output alone. */
interface KernelRunner {
  runKernelFunc(params: {
    forwardFunc(backend: unknown, save: (tensors: Tensor[]) => void): Tensor[];
    backwardsFunc(slopes: Tensor | Tensor[], saved: Tensor[]): Record<string, () => Tensor>;
    inputs: Readonly<Record<string, Tensor>>;
  }): Tensor[];
}

/** Whether tfjs records operations for a gradient now. */
const isDifferentiated = () => {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
};

/**
 * Record an operation as one call; by its definition where composites are not recorded: within another one, and in steps
 * that differentiate gradients.
 */
export function recordComposite(backend: CompositeBackend, operation: CompositeOperation): Tensor[] {
  const inputs = presentInputs(operation);
  const { gradient, definition } = operation;
  if (!backend.recordsComposites || (!gradient && isDifferentiated())) return [...definition(inputs)];
  if (!gradient || !isDifferentiated()) return recordCall(backend, operation);
  return (engine() as unknown as KernelRunner).runKernelFunc({
    inputs,
    forwardFunc(_backend, save) {
      const made = recordCall(backend, operation);
      save([...Object.values(inputs), ...made]);
      return made;
    },
    backwardsFunc(slopes, saved) {
      const names = [...Object.keys(inputs), ...operation.outputs];
      const values = Object.fromEntries(names.map((name, at) => [name, saved[at]!]));
      return gradientsOf(backend, operation, gradient, (Array.isArray(slopes) ? slopes[0] : slopes)!, values);
    },
  });
}

function recordCall(
  backend: CompositeBackend,
  operation: CompositeOperation,
  given?: readonly string[],
): Tensor[] {
  const inputs = presentInputs(operation);
  const ids = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, backend.valueIdOf(tensor)]),
  );
  const define = () =>
    backend.withoutComposites(() =>
      engine()
        .tidy(() => [...operation.definition(inputs)])
        .map((tensor) => backend.valueIdOf(tensor)),
    );
  const { kernel, attrs = {} } = operation;
  return backend.recorder
    .recordComposite(kernel, ids, attrs, define, given)
    .map((value) => engine().makeTensorFromTensorInfo(backend.tensorInfo(value)));
}

/** The gradients of the inputs, outputs of one call, which is recorded with the first that is asked for. */
function gradientsOf(
  backend: CompositeBackend,
  operation: CompositeOperation,
  { kernel, of, given }: CompositeGradient,
  dy: Tensor,
  values: Readonly<Record<string, Tensor>>,
): Record<string, () => Tensor> {
  const names = Object.keys(presentInputs(operation));
  const gradients = of.filter((name) => names.includes(name));
  let made: Tensor[] | undefined;
  const call = () =>
    recordCall(
      backend,
      {
        kernel,
        inputs: { dy, ...values },
        attrs: { ...operation.attrs, gradients },
        outputs: gradients,
        definition: ({ dy: slope, ...given }) => pullBack(operation, gradients, slope!, given),
      },
      given,
    );
  return Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        const at = gradients.indexOf(name);
        if (at < 0) return zerosLike(values[name]!);
        made ??= backend.keepUntilEnd(call());
        return engine().runKernel('Identity', { x: made[at]! }) as Tensor;
      },
    ]),
  );
}

/** The gradients of an operation's first output by tfjs's tape. */
function pullBack(
  { definition }: CompositeOperation,
  of: readonly string[],
  dy: Tensor,
  values: Readonly<Record<string, Tensor>>,
): Tensor[] {
  const tf = engine();
  const { activeTape } = tf.state;
  const operands = of.map((name) => values[name]!);
  try {
    const { grads } = tf.gradients(() => definition(values)[0]!, operands, dy, true);
    return operands.map((operand, at) => grads[at] ?? zerosLike(operand));
  } finally {
    // The tape of a gradient within a gradient replaces the outer one.
    tf.state.activeTape = activeTape;
  }
}

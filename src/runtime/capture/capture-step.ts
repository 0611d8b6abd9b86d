import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { ProbabilityOrigin } from '../../vocabulary/index.js';
import { CaptureBackend, runOnCaptureBackend } from './capture-backend.js';
import { captureGradients } from './capture-gradients.js';
import { traceToLogits } from './logits-of-probabilities.js';
import { createProgramRecorder } from './call-recorder.js';
import type { RandomDraw, DType, ProgramInput, ProgramOutput, StepProgram, ValueId } from './step-program.js';

/** Tools for building a step. Requesting the same input twice gives the same tensor. */
export interface CaptureTools {
  /** A field of the batch. `shape` includes the batch dimension. */
  field(name: string, shape: readonly number[], dtype?: DType): Tensor;
  /** A weight, slot or counter. */
  state(name: string, shape: readonly number[]): Tensor;
  /** A number that the host sets each step. */
  scalar(name: string): Tensor;
  /** Random draws, filled in by the host; the input has the stream's name. `bytes` are int32. */
  draw(draw: RandomDraw, shape: readonly number[]): Tensor;
  /** Keep a tensor until the capture ends, independent of the tfjs scope that it was created in. */
  hold(tensor: Tensor): Tensor;
  /** The logits of a value, if it comes from a softmax or a sigmoid. */
  traceToLogits(tensor: Tensor): ProbabilityOrigin | null;
  /** Sets the scope of the calls that `body` records. */
  inScope<T>(scope: string, body: () => T): T;
  /** What `body` records has no composite calls: it may be differentiated twice. */
  withoutComposites<T>(body: () => T): T;
  /** Gradients of a scalar; null if it does not depend on the tensor. */
  gradients(loss: () => Tensor, of: readonly Tensor[]): { value: Tensor; gradients: (Tensor | null)[] };
}

export interface CaptureResult {
  results: Readonly<Record<string, Tensor>>;
  /** New values of state inputs. */
  state?: Readonly<Record<string, Tensor>>;
}

const drawDTypes: Readonly<Record<RandomDraw['kind'], DType>> = {
  bytes: 'int32',
  permutation: 'int32',
  uniform: 'float32',
  normal: 'float32',
};

/**
 * Record the tfjs calls of `build` as a StepProgram. `build` runs once, on tensors without data; nothing of it
 * remains in tfjs's engine.
 *
 * @param name what it is, for messages: `decode_mnist/train@128`
 * @param batchSize number of examples that the shapes are made for
 * @param options.composites whether operations of a higher level are recorded as one call each
 */
export function captureStep(
  name: string,
  batchSize: number,
  build: (tools: CaptureTools) => CaptureResult,
  { composites = true }: { composites?: boolean } = {},
): StepProgram {
  const recorder = createProgramRecorder('step');
  const backend = new CaptureBackend(recorder, composites);
  const inputs = new Map<string, { input: ProgramInput; tensor: Tensor }>();
  const held: Tensor[] = [];

  const enter = (
    shape: readonly number[],
    dtype: DType,
    describe: (value: ValueId) => ProgramInput,
  ): Tensor => {
    const value = recorder.addInput(shape, dtype);
    const input = describe(value);
    const key = `${input.kind} ${input.name}`;
    const known = inputs.get(key);
    if (known) {
      const { shape: before, kind } = { ...known.tensor, kind: known.input.kind };
      if (kind !== input.kind || before.join() !== shape.join()) {
        throw new Error(
          `${name}: the input "${input.name}" is asked for as ${kind} [${before.join(', ')}] and as ${input.kind} [${shape.join(', ')}]`,
        );
      }
      recorder.values.pop();
      return known.tensor;
    }
    const tensor = engine().makeTensorFromTensorInfo(backend.tensorInfo(value));
    inputs.set(key, { input, tensor });
    return tools.hold(tensor);
  };

  const tools: CaptureTools = {
    field: (field, shape, dtype = 'float32') =>
      enter(shape, dtype, (value) => ({ kind: 'field', name: field, value })),
    state: (state, shape) => enter(shape, 'float32', (value) => ({ kind: 'state', name: state, value })),
    scalar: (scalar) => enter([], 'float32', (value) => ({ kind: 'scalar', name: scalar, value })),
    draw: (draw, shape) =>
      enter(shape, drawDTypes[draw.kind], (value) => ({ kind: 'draw', name: draw.stream, value, draw })),
    hold(tensor) {
      if (!tensor.kept) held.push(engine().keep(tensor));
      return tensor;
    },
    traceToLogits: (tensor) => traceToLogits(backend, tensor),
    inScope: recorder.inScope,
    withoutComposites: (body) => backend.withoutComposites(body),
    gradients: (loss, of) => captureGradients(backend, loss, of),
  };

  return runOnCaptureBackend(backend, () => {
    try {
      const built = build(tools);
      const out =
        (kind: ProgramOutput['kind']) =>
        ([output, tensor]: [string, Tensor]): ProgramOutput => ({
          kind,
          name: output,
          value: backend.valueIdOf(tensor),
        });
      const outputs = [
        ...Object.entries(built.results).map(out('result')),
        ...Object.entries(built.state ?? {}).map(out('state')),
      ];
      return {
        name,
        batchSize,
        values: recorder.values,
        inputs: [...inputs.values()].map(({ input }) => input),
        constants: recorder.constants,
        calls: recorder.calls,
        outputs,
      };
    } finally {
      for (const tensor of held) tensor.dispose();
    }
  });
}

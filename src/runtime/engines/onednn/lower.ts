/** Lowers a step to a list of instructions. */
import {
  decomposeComposites,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type CompositeSupport,
  type KernelCall,
  type StepProgram,
  type ValueId,
} from '../../capture/index.js';
import { fuseActivationSlopes, fuseUpsampling } from '../passes/index.js';
import { elementwiseKernels, expandOperands, planElementwiseGroups } from './elementwise/index.js';
import { expandBatchNormalization, expandedNormalizations } from './expand-batch-normalization.js';
import { compositeEmitters, emitElementwiseGroup, emitFallback, emitters } from './emit/index.js';
import type { Layout, Layouts } from './layout.js';
import type { Handle, HandleScope, OnednnApi } from './library/index.js';
import { Lowering, type Form, type Instruction, type StateHome } from './lowering.js';
import type { Buffer } from './memory/index.js';
import { withStepErrors } from './step-error.js';
import { planEpilogues } from './plan-epilogues.js';

export interface LoweredStep {
  instructions: readonly Instruction[];
  /** Inputs that the host feeds, and where they go. */
  feeds: readonly {
    name: string;
    buffer: Buffer;
    type: 'float32' | 'int32' | 'bool' | 'uint8';
    shape: readonly number[];
  }[];
  /** Constants, and where they go. */
  constants: readonly { buffer: Buffer; data: Float32Array | Int32Array | Uint8Array }[];
  results: readonly { name: string; buffer: Buffer; dtype: 'float32' | 'int32' | 'bool'; size: number }[];
  /** How values lie in buffers. */
  layoutOfBuffer: ReadonlyMap<Buffer, Layout>;
  /** States that are read, and those that are updated. */
  reads: readonly string[];
  updates: readonly string[];
}

export interface LoweringHost {
  api: OnednnApi;
  scope: HandleScope;
  layouts: Layouts;
  fpmathMode: Handle;
  threads: number;
  stateHome(name: string, shape: readonly number[]): StateHome;
  decideHome(home: StateHome, layout: Layout): Form;
}

/** What the engine reads of calls of a higher level that it has kernels for. */
const supportedComposites: CompositeSupport = (call, program) => {
  if (Object.hasOwn(expandedNormalizations, call.kernel)) return expandedNormalizations[call.kernel]!;
  if (Object.hasOwn(compositeEmitters, call.kernel))
    return compositeEmitters[call.kernel]!.reads(call, program);
  return Object.hasOwn(elementwiseKernels, call.kernel) ? Object.keys(call.inputs) : null;
};

const passes = [
  fuseActivationSlopes,
  (step: StepProgram) => fuseUpsampling(step, () => true),
  expandBatchNormalization,
  expandOperands,
  eliminateCommonSubexpressions,
] as const;

const prepare = (program: StepProgram): StepProgram =>
  passes.reduce(
    (step, pass) => eliminateDeadCode(pass(step)),
    decomposeComposites(program, supportedComposites),
  );

export function lowerToOnednn(original: StepProgram, host: LoweringHost): LoweredStep {
  const prepared = prepare(original);
  // Values are added: the step itself stays as it is.
  const program = { ...prepared, values: [...prepared.values] };
  const epilogues = planEpilogues(program);
  const groups = planElementwiseGroups(program, epilogues.absorbed);
  const lowering = new Lowering(
    program,
    host.api,
    host.scope,
    host.layouts,
    host.decideHome,
    host.fpmathMode,
    host.threads,
    (call, position) => groups.get(call)?.position ?? position,
  );

  const feeds: LoweredStep['feeds'][number][] = [];
  for (const input of program.inputs) {
    const { shape, dtype } = lowering.spec(input.value);
    if (input.kind === 'state') {
      lowering.declareState(input.value, host.stateHome(input.name, shape));
      continue;
    }
    const bytes = input.kind === 'draw' && input.draw.kind === 'bytes';
    if (bytes) lowering.setStorage(input.value, 'u8');
    const buffer = lowering.definePlain(input.value);
    feeds.push({ name: input.name, buffer, type: bytes ? 'uint8' : dtype, shape });
  }
  const constants = program.constants.map(({ value, data }) => {
    const buffer: Buffer = { bytes: data.byteLength, kind: 'fixed', offset: -1 };
    lowering.definePlain(value, buffer);
    return { buffer, data };
  });

  program.calls.forEach((call, position) => {
    if (epilogues.absorbed.has(call)) return;
    const group = groups.get(call);
    if (group && group.position !== position) return;
    lowering.call = call;
    lowering.position = position;
    withStepErrors(program.name, call.scope, () =>
      group ? emitElementwiseGroup(lowering, group) : emitOne(lowering, call, epilogues),
    );
  });

  const { results, updates } = writeOutputs(lowering, host);
  const reads = program.inputs.flatMap(({ kind, name }) => (kind === 'state' ? [name] : []));
  const { instructions, layoutOfBuffer } = lowering;
  return { instructions, feeds, constants, results, layoutOfBuffer, reads, updates };
}

function emitOne(lowering: Lowering, call: KernelCall, epilogues: ReturnType<typeof planEpilogues>): void {
  if (Object.hasOwn(compositeEmitters, call.kernel)) compositeEmitters[call.kernel]!.emit(lowering, call);
  else if (Object.hasOwn(emitters, call.kernel)) emitters[call.kernel]!(lowering, call, epilogues);
  else emitFallback(lowering, call);
}

/** Brings results into their plain layout and new states to their places. */
function writeOutputs(lowering: Lowering, host: LoweringHost): Pick<LoweredStep, 'results' | 'updates'> {
  const results: LoweredStep['results'][number][] = [];
  const updates: string[] = [];
  lowering.call = null;
  lowering.position = Infinity;
  const copies: { id: ValueId; form: Form }[] = [];
  for (const { kind, name, value } of lowering.program.outputs) {
    const { dtype, shape } = lowering.spec(value);
    if (kind === 'result') {
      const there = lowering.readPlain(value);
      // It may lie where a state does, which the step goes on to overwrite.
      const buffer = there.kind === 'fixed' ? lowering.temporary(there.bytes) : there;
      if (buffer !== there) copy(lowering, there, buffer);
      results.push({ name, buffer, dtype, size: lowering.size(value) });
      continue;
    }
    updates.push(name);
    const home = host.stateHome(name, shape);
    lowering.readPlainIfUndecided(value);
    const form = home.form ?? host.decideHome(home, lowering.formsOf(value)[0]!.layout);
    copies.push({ id: value, form });
  }
  // Values that are other states' old ones are set aside first: their places may be written before they are read.
  const sources = copies.map(({ id, form }) => {
    const buffer = lowering.read(id, form.layout);
    if (buffer === form.buffer) return null;
    if (buffer.kind === 'temporary') return buffer;
    const aside = lowering.temporary(buffer.bytes);
    copy(lowering, buffer, aside);
    return aside;
  });
  copies.forEach(({ form }, at) => {
    const source = sources[at];
    if (source) copy(lowering, source, form.buffer);
  });
  return { results, updates };
}

function copy(lowering: Lowering, from: Buffer, to: Buffer): void {
  lowering.emit({
    name: 'Copy',
    implementation: 'javascript',
    reads: [from],
    writes: [to],
    bind(places) {
      const [source, target] = [places.bytes(from, from.bytes), places.bytes(to, to.bytes)];
      return () => target.set(source);
    },
  });
}

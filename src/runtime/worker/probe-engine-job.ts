import type { StepProgram } from '../capture/index.js';
import type { Engine } from '../engines/index.js';
import { TrainingError } from '../trainer/index.js';
import { createEngine } from './engine-factories.js';
import type { ProbeResult, ProbeJob } from '../jobs/index.js';

/** y = x + x: an engine that computes this has loaded its library and prepared a program. */
const doublingStep: StepProgram = {
  name: 'probe',
  batchSize: 2,
  values: [
    { shape: [2], dtype: 'float32' },
    { shape: [2], dtype: 'float32' },
  ],
  inputs: [{ kind: 'field', name: 'x', value: 0 }],
  constants: [],
  calls: [{ kernel: 'Add', inputs: { a: 0, b: 0 }, attrs: {}, outputs: [1], scope: 'probe' }],
  outputs: [{ kind: 'result', name: 'y', value: 1 }],
};

async function verifyEngine(engine: Engine): Promise<Engine> {
  const session = await engine.open({ threads: 1 });
  try {
    const program = await session.prepare(doublingStep);
    const { y } = await program.run({ x: Float32Array.of(1, 2) });
    if (y?.join() !== '2,4') throw new TrainingError(`It computes 1 + 1 = ${y?.[0]}, 2 + 2 = ${y?.[1]}.`);
  } finally {
    await session.close();
  }
  return engine;
}

/** Computes in this thread: if the library crashes, only the probe's process ends. */
export async function runProbeJob({ engine: name, path }: ProbeJob): Promise<ProbeResult> {
  const { instructionSet } = await import('../engines/index.js');
  switch (name) {
    case 'onnx': {
      const { onnxEngine, detectNchwcBlockSize } = await import('../engines/onnx/index.js');
      const { version, device } = await verifyEngine(onnxEngine());
      const block = await detectNchwcBlockSize();
      const kernels = block > 0 ? `kernels in blocks of ${block} channels` : 'plain kernels';
      return { version, device, with: `${instructionSet()}, ${kernels}` };
    }
    case 'onednn': {
      const { findOnednn, loadOnednn, onednnEngine } = await import('../engines/onednn/index.js');
      const found = path === undefined ? findOnednn() : { path, source: 'LAGRAPH_ONEDNN' as const };
      const { version, device } = await verifyEngine(onednnEngine({ found }));
      const { isa, threading } = loadOnednn(found.path);
      const kernels = isa === null ? instructionSet() : `kernels for ${isa}`;
      return { version, device, with: `${kernels}, ${threading}` };
    }
    case 'tensorflow': {
      const { tensorflowEngine } = await import('../engines/tensorflow/index.js');
      const found = path === undefined ? {} : { found: { path, source: 'LAGRAPH_TENSORFLOW' as const } };
      const { version, device } = await verifyEngine(tensorflowEngine(found));
      return { version, device, with: device === 'GPU' ? 'CUDA' : instructionSet() };
    }
    case 'webgpu': {
      const { findWebgpu, loadWebgpu, webgpuEngine } = await import('../engines/webgpu/index.js');
      const found = path === undefined ? findWebgpu() : { path, source: 'LAGRAPH_WEBGPU' as const };
      const { version, device } = await verifyEngine(await webgpuEngine(found));
      const { isSoftware } = (await loadWebgpu(found)).adapter;
      return { version, device, with: isSoftware ? 'software: slow' : 'WebGPU' };
    }
    case 'tfjs-node': {
      const { version, device } = await verifyEngine(await createEngine(name));
      return { version, device, with: 'kernel by kernel' };
    }
    case 'tfjs': {
      const { tfjsEngine } = await import('../engines/tfjs/index.js');
      const { version, device } = await verifyEngine(tfjsEngine());
      return { version, device, with: 'pure JavaScript' };
    }
    default:
      throw new TrainingError(`There is no engine named ${name}.`);
  }
}

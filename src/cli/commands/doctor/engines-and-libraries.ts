import { createRequire } from 'node:module';
import { systemReason } from '../../user-error.js';
import type { DoctorFinding } from './finding.js';

const require = createRequire(import.meta.url);

/** The default engine: loads the native library, which is what fails on unsupported systems. */
export async function checkOnnxEngine(): Promise<DoctorFinding> {
  try {
    const { loadOrt, ortVersion } = await import('../../../runtime/engines/onnxruntime/index.js');
    await loadOrt();
    return {
      what: 'engine onnx',
      state: 'good',
      found: `onnxruntime-node ${ortVersion()}, default`,
    };
  } catch (error) {
    return {
      what: 'engine onnx',
      state: 'broken',
      found: `onnxruntime-node does not load: ${systemReason(error)}`,
      advice: 'Install again with `npm install`; until then, --engine tfjs works, slowly.',
    };
  }
}

export async function checkTfjsEngine(): Promise<DoctorFinding> {
  try {
    await import('@tensorflow/tfjs-backend-cpu');
    return {
      what: 'engine tfjs',
      state: 'good',
      found: `tfjs ${packageVersion('@tensorflow/tfjs-core')}, pure JavaScript: exact and slow`,
    };
  } catch (error) {
    return {
      what: 'engine tfjs',
      state: 'broken',
      found: `@tensorflow/tfjs-backend-cpu does not load: ${systemReason(error)}`,
      advice: 'Install again with `npm install`.',
    };
  }
}

/** An engine that need not be there: the first copy of TensorFlow's library, tried. */
export async function checkTensorflowEngine(): Promise<DoctorFinding> {
  const { probeTensorflowCopies: tensorflowsOnHand } = await import('../../../runtime/index.js');
  const [first] = await tensorflowsOnHand({ first: true });
  const what = 'engine tensorflow';
  if (first?.state === 'ready') {
    return {
      what,
      state: 'good',
      found: `${first.version} on ${first.device}, from ${first.source}: ${first.path}`,
    };
  }
  const advice = first?.advice;
  return {
    what,
    // Nothing but --engine tensorflow needs it.
    state: 'missing',
    found: `${first?.state === 'broken' ? 'does not work: ' : ''}${first?.problem ?? 'not there'}`,
    ...(advice ? { advice } : {}),
  };
}

/** Libraries that read data and write pictures. */
export async function checkLibrary(name: 'sharp' | 'h5wasm', purpose: string): Promise<DoctorFinding> {
  try {
    await (name === 'sharp' ? import('sharp') : import('h5wasm/node'));
    return { what: name, state: 'good', found: `${packageVersion(name)} (${purpose})` };
  } catch (error) {
    return {
      what: name,
      state: 'broken',
      found: `does not load: ${systemReason(error)}`,
      advice: `Without it there is no ${purpose}. Install again with \`npm install\`.`,
    };
  }
}

function packageVersion(name: string): string {
  // Packages with an `exports` map may hide their package.json; the path beside their entry does not.
  for (const path of require.resolve.paths(name) ?? []) {
    try {
      return (require(`${path}/${name}/package.json`) as { version: string }).version;
    } catch {
      // The next folder up.
    }
  }
  return '(version not known)';
}

import { createRequire } from 'node:module';
import type { LibraryEngineName } from '../../../runtime/index.js';
import { systemReason } from '../../user-error.js';
import type { DoctorFinding } from './finding.js';

const require = createRequire(import.meta.url);

/** The default engine: loads the native library, which fails on unsupported systems. */
export async function checkOnnxEngine(): Promise<DoctorFinding> {
  try {
    const { loadOrt, ortVersion } = await import('../../../runtime/engines/onnxruntime/index.js');
    const { through } = await loadOrt();
    const slower = through === 'Node' ? ' by its Node binding, which is slower than its C API' : '';
    return {
      what: 'engine onnx',
      state: 'good',
      found: `onnxruntime-node ${ortVersion()}${slower}, default`,
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

/** An optional engine: loads the first copy of its library that is found and computes something with it. */
export async function checkLibraryEngine(name: LibraryEngineName): Promise<DoctorFinding> {
  const { probeLibraryCopies } = await import('../../../runtime/index.js');
  const [first] = await probeLibraryCopies(name, { first: true });
  const what = `engine ${name}`;
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
    // Only a run that names it needs it, so it is never `broken`.
    state: 'missing',
    found: `${first?.state === 'broken' ? 'does not work: ' : ''}${first?.problem ?? 'not there'}`,
    ...(advice ? { advice } : {}),
  };
}

/** Checks a library that reads data or writes images. */
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
  // Packages with an `exports` map may not export their package.json, so it is read by its path.
  for (const path of require.resolve.paths(name) ?? []) {
    try {
      return (require(`${path}/${name}/package.json`) as { version: string }).version;
    } catch {
      // Try the next folder up.
    }
  }
  return '(version not known)';
}

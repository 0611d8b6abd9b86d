import { cRuntime } from './c-runtime.js';
import { ortFolder } from './library.js';
import { loadNodeBinding, nodeRuntime } from './node-binding.js';
import type { Ort } from './runtime.js';

let loading: Promise<Ort> | null = null;

/**
 * Loads onnxruntime once: its C API, or, where that can't be called, its Node binding, which copies what it returns.
 *
 * @throws EngineUnavailableError if neither loads
 */
export function loadOrt(): Promise<Ort> {
  loading ??= load();
  return loading;
}

const load = async (): Promise<Ort> => cRuntime(ortFolder()) ?? nodeRuntime(await loadNodeBinding());

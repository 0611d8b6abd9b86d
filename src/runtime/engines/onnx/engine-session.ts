import type { EngineSession, PreparedProgram } from '../engine.js';
import { prepareOnnxProgram, type OnnxruntimeContext } from './prepare-program.js';
import { createStateStore } from './session-states.js';

/**
 * A session of the onnx engine: keeps each weight and optimizer slot in the layout that the first program using it
 * was lowered for.
 */
export function openOnnxEngineSession(context: OnnxruntimeContext): EngineSession {
  const states = createStateStore(context.ort);
  const prepared = new Set<PreparedProgram>();
  /** A token for each lowered program, from before it is prepared until it is disposed. */
  const loweredPrograms = new Set<symbol>();

  return {
    async prepare(program) {
      const token = Symbol(program.name);
      loweredPrograms.add(token);
      try {
        const view = states.viewOf(() => [...loweredPrograms].every((one) => one === token));
        const preparedProgram = await prepareOnnxProgram(context, program, view);
        prepared.add(preparedProgram);
        return {
          run: preparedProgram.run,
          async dispose() {
            loweredPrograms.delete(token);
            if (prepared.delete(preparedProgram)) await preparedProgram.dispose();
          },
        };
      } catch (error) {
        loweredPrograms.delete(token);
        throw error;
      }
    },
    async write(tensors) {
      for (const [name, { shape, data }] of tensors) states.write(name, shape, data);
    },
    async read() {
      return states.read();
    },
    async close() {
      const disposals = await Promise.allSettled([...prepared].map((one) => one.dispose()));
      prepared.clear();
      states.close();
      for (const disposal of disposals) if (disposal.status === 'rejected') throw disposal.reason;
    },
  };
}

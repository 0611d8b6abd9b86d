import type { Engine, EngineSession } from '../engine.js';
import { openReplaySession } from '../tfjs/index.js';
import type { DeviceFaults } from './device-faults.js';
import { findWebgpu, type FoundWebgpu } from './find-library.js';
import { BACKEND, loadWebgpu } from './load-library.js';
import { verifyProgram } from './verify-program.js';

/** Counted up when the same step is computed by other kernels, so that the bytes may differ. */
const KERNELS_VERSION = 1;

/**
 * Runs each step kernel by kernel on a graphics device, by tfjs's kernels in WGSL. A step is submitted at once, also while the
 * one before it is computed; what it gives is read when it is done.
 */
export async function webgpuEngine(found: FoundWebgpu = findWebgpu()): Promise<Engine> {
  const { versions, adapter, backend, device, faults } = await loadWebgpu(found);
  return {
    name: 'webgpu',
    version: `Dawn ${versions.dawn}, tfjs ${versions.kernels} on ${adapter.name}`,
    device: adapter.isSoftware ? 'CPU' : 'GPU',
    multithreaded: false,
    precisions: ['float32'],
    numerics: [
      'webgpu',
      versions.dawn,
      versions.kernels,
      process.platform,
      adapter.identity,
      KERNELS_VERSION,
    ].join('-'),
    open: async () =>
      withFaults(
        openReplaySession({
          backendName: BACKEND,
          backend,
          verify: (program) => verifyProgram(program, device),
        }),
        faults,
      ),
  };
}

/** The session, whose steps and reads fail where the device is at fault. */
function withFaults(session: EngineSession, faults: DeviceFaults): EngineSession {
  return {
    ...session,
    async prepare(program) {
      const { run, dispose } = await session.prepare(program);
      return {
        dispose,
        run: (feeds) =>
          faults.during(program.name, async () => {
            const results = await run(feeds);
            faults.check(program.name);
            return results;
          }),
      };
    },
    read: () =>
      faults.during('the state', async () => {
        const state = await session.read();
        faults.check('the state');
        return state;
      }),
  };
}

/**
 * Tests of the tensorflow engine on a GPU: those of all engines, and those that only a GPU can fail. Without a GPU it
 * prints a message and exits 0 (with LAGRAPH_REQUIRE_GPU=1: 1).
 *
 *     npm run test:gpu
 *     npm run test:gpu -- --on-cpu      runs the GPU's own tests on the CPU
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

function options() {
  try {
    return parseArgs({ options: { 'on-cpu': { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error.message}\nusage: npm run test:gpu [-- --on-cpu]`);
    process.exit(2);
  }
}

function node(args, { env = {}, stdio = 'inherit' } = {}) {
  const { status, error, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio,
    encoding: 'utf8',
  });
  if (error) throw error;
  return { status, stdout };
}

/** TensorFlow's entry in `lagraph engines`. lagraph uses the first copy. */
function tensorflow(env) {
  const built = node(['scripts/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) process.exit(built.status ?? 1);
  const { stdout } = node(['dist/bin/cli/main.js', 'engines', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout).find(({ name }) => name === 'tensorflow');
}

const onCpu = options()['on-cpu'];
/** With --on-cpu, GPUs are hidden. */
const sight = onCpu ? { CUDA_VISIBLE_DEVICES: '' } : {};
const { state, version, device, problem, path } = tensorflow(sight);
const ready = state === 'ready' && (onCpu || device === 'GPU');
if (!ready) {
  const why =
    state !== 'ready'
      ? problem
      : `${version} (${path}) sees no GPU; \`nvidia-smi\` shows whether there is one`;
  const required = Boolean(process.env.LAGRAPH_REQUIRE_GPU);
  console.log(`GPU tests ${required ? 'FAILED' : 'SKIPPED'}, nothing was tested: ${why}`);
  process.exit(required ? 1 : 0);
}
console.log(`GPU tests on ${version}, ${device}${onCpu ? ': tried on the processor, no GPU is tested' : ''}`);
const tests = onCpu ? ['test/gpu'] : ['test/gpu', 'test/runtime/engines', 'test/cli/several-engines.test.ts'];
const { status } = node(['node_modules/vitest/vitest.mjs', 'run', ...tests, '--testTimeout=600000'], {
  env: {
    LAGRAPH_GPU_TESTS: onCpu ? 'cpu' : 'gpu',
    ...sight,
    LAGRAPH_REQUIRE_TENSORFLOW: '1',
  },
});
process.exit(status ?? 1);

/**
 * Tests whether a version of onnxruntime-node computes as lagraph expects: installs it in a folder of its own, runs
 * the tests of the engines with it, and prints one line at the end.
 *
 *     npm run test:onnxruntime -- 1.30.0
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Number of failed tests that are listed by name. */
const MOST_NAMES = 5;

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    // Standard output is reserved for the result.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  return status === 0;
}

/** Installs the package within `folder` and returns its folder. */
function install(version, folder) {
  const flags = ['--no-save', '--no-audit', '--no-fund', '--no-package-lock'];
  const installed = run('npm', ['install', '--prefix', folder, ...flags, `onnxruntime-node@${version}`], {
    // Otherwise the CUDA libraries would be downloaded, too.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip',
  });
  if (!installed) throw new Error(`onnxruntime-node ${version} could not be installed`);
  return join(folder, 'node_modules', 'onnxruntime-node');
}

/** Runs all tests of the engines; the failed ones by name. */
async function testEngines(folder, into) {
  const report = join(into, 'report.json');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  run('npx', ['vitest', 'run', 'test/runtime/engines', '--testTimeout=600000', ...reporters], {
    LAGRAPH_ONNXRUNTIME: folder,
  });
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName.trim());
  // Files that could not be loaded have no tests.
  const broken = testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => relative(root, name));
  return { count: tests.length, failed: [...broken, ...failed] };
}

function answer(version, { count, failed }) {
  if (failed.length === 0) {
    return `onnxruntime-node ${version} agrees: all ${count} tests of the engines pass.`;
  }
  const more = failed.length > MOST_NAMES ? `; and ${failed.length - MOST_NAMES} more` : '';
  return `onnxruntime-node ${version} differs in ${failed.length} of ${count} tests: ${failed.slice(0, MOST_NAMES).join('; ')}${more}`;
}

async function main([wanted]) {
  if (!wanted || wanted.startsWith('-')) {
    console.error('usage: npm run test:onnxruntime -- VERSION');
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-onnxruntime-'));
  try {
    const installed = install(wanted, folder);
    const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    const results = await testEngines(installed, folder);
    console.log(answer(version, results));
    return results.failed.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 3;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));

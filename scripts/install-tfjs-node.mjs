/**
 * Installs @tensorflow/tfjs-node into a folder and compiles its binding against an installed libtensorflow, instead
 * of the one that its own install script would download (from 2022, and for CUDA 11.2 in -gpu). Linux; needs g++.
 *
 *   node scripts/install-tfjs-node.mjs FOLDER [--package @tensorflow/tfjs-node-gpu] [--tensorflow FOLDER]
 *
 * --tensorflow is the folder of a tensorflow package (with include/ and libtensorflow_cc); by default the one that
 * lagraph finds. The binding refers to the library by its path: neither may be moved afterwards.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findTensorflow, tensorflowLibraryIn } from '../dist/runtime/engines/tensorflow/find-library.js';

const VERSION = '4.22.0';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string', default: '@tensorflow/tfjs-node' },
    tensorflow: { type: 'string' },
  },
});
if (positionals.length !== 1) {
  console.error('usage: node scripts/install-tfjs-node.mjs FOLDER [--package NAME] [--tensorflow FOLDER]');
  process.exit(2);
}

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const project = resolve(positionals[0]);
const library = values.tensorflow ? tensorflowLibraryIn(resolve(values.tensorflow)) : findTensorflow().path;
if (!library) fail(`there is no libtensorflow in ${values.tensorflow}`);
const tensorflow = dirname(library);
if (!existsSync(join(tensorflow, 'include/tensorflow/c/c_api.h')))
  fail(`${tensorflow} has no headers (include/)`);

mkdirSync(project, { recursive: true });
if (!existsSync(join(project, 'package.json')))
  writeFileSync(join(project, 'package.json'), '{"private": true}\n');
const run = (command, args) =>
  execFileSync(command, args, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
// Its install script would download and compile.
run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${values.package}@${VERSION}`]);

const folder = join(project, 'node_modules', values.package);
const { binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
// The package loads its binding from the folder of the newest Node-API version that both support.
const napi = Math.max(...binary.napi_versions.filter((one) => one <= Number(process.versions.napi)));
const headers = [
  join(dirname(dirname(process.execPath)), 'include/node'),
  '/usr/include/node',
  process.env.NODE_INCLUDE,
]
  .filter(Boolean)
  .find((place) => existsSync(join(place, 'node_api.h')));
if (!headers) fail("Node's headers are missing: set NODE_INCLUDE to the folder that holds node_api.h");

const out = join(folder, 'lib', `napi-v${napi}`);
mkdirSync(out, { recursive: true });
const framework = tensorflowLibraryIn(tensorflow).replace('libtensorflow_cc', 'libtensorflow_framework');
run(process.env.CXX ?? 'g++', [
  ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${napi}`],
  ...[folder, join(tensorflow, 'include'), headers].map((place) => `-I${place}`),
  ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(folder, 'binding', file)),
  ...['-o', join(out, 'tfjs_binding.node'), library, framework, `-Wl,-rpath,${tensorflow}`],
]);
console.log(`${values.package} ${VERSION} in ${project}, on ${library}`);

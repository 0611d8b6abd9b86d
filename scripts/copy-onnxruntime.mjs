/**
 * Copies onnxruntime-node's files to dist/onnxruntime-node, so that lagraph's package contains them. A dependency on
 * the package would run its install script, which downloads CUDA libraries that lagraph does not use, from a host
 * other than the registry.
 */
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Types; the dylib under a name that no binding loads (the package has it twice); DirectML and its compilers, which
 * onnxruntime.dll loads only for a GPU, which lagraph never requests.
 */
const UNUSED = /\.d\.ts$|\.map$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$|^(?:DirectML|dxcompiler|dxil)\.dll$/;

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (!UNUSED.test(entry.name)) yield path;
  }
}

/** Hard link if the file system supports it, otherwise a copy: the files take 170 MB. */
function bring(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}

export function bringOnnxruntime(root) {
  const from = join(root, 'node_modules/onnxruntime-node');
  const to = join(root, 'dist/onnxruntime-node');
  rmSync(to, { recursive: true, force: true });
  for (const folder of ['bin', 'dist']) {
    for (const path of filesIn(join(from, folder))) bring(path, join(to, relative(from, path)));
  }
  const { name, version, license, main, repository } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  );
  // No scripts and no dependencies: onnxruntime-common is a dependency of lagraph.
  writeFileSync(
    join(to, 'package.json'),
    `${JSON.stringify({ name, version, license, main, repository, private: true }, null, 2)}\n`,
  );
  writeFileSync(
    join(to, 'LICENSE'),
    `onnxruntime-node ${version}\n\nCopyright (c) Microsoft Corporation\n\n` +
      readFileSync(join(root, 'scripts/licences/MIT.txt'), 'utf8') +
      '\nThe libraries in bin/ hold code of others; their notices:\n' +
      `https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt\n`,
  );
}

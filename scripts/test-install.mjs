/**
 * Tests that lagraph can be installed from its packed tarball, into an empty folder, by every common package manager,
 * without flags; and that the installation trains, draws and can be imported on every supported version of Node.
 *
 *     npm run test:install [-- npm yarn-pnp] [--nodes 20,22] [--tarball FILE]
 *
 * Package managers and versions of Node come from the registry, into .cache/install.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const tools = join(root, '.cache/install');

const platform = { win32: 'win' }[process.platform] ?? process.platform;
const here = `${platform}-${process.arch}`;

/**
 * The package of each package manager, and how it adds a tarball. It runs on the current Node, unless it is a binary.
 */
const MANAGERS = {
  npm10: { package: 'npm@10', script: 'bin/npm-cli.js', add: (tarball) => ['install', tarball] },
  npm: { package: 'npm@11', script: 'bin/npm-cli.js', add: (tarball) => ['install', tarball] },
  pnpm: { package: 'pnpm@10', script: 'bin/pnpm.cjs', add: (tarball) => ['add', tarball] },
  yarn1: { package: 'yarn@1', script: 'bin/yarn.js', add: (tarball) => ['add', `file:${tarball}`] },
  'yarn-pnp': {
    package: '@yarnpkg/cli-dist@4',
    script: 'bin/yarn.js',
    add: (tarball) => ['add', `lagraph@file:${tarball}`],
    // Marks the folder as a project of its own, whatever is above it.
    files: { 'yarn.lock': '' },
    // There is no node_modules: commands are started by yarn, on the Node that runs yarn itself.
    starts: true,
  },
  bun: {
    package: `@oven/bun-${{ win32: 'windows' }[process.platform] ?? process.platform}-${{ arm64: 'aarch64' }[process.arch] ?? process.arch}@1`,
    binary: process.platform === 'win32' ? 'bin/bun.exe' : 'bin/bun',
    add: (tarball) => ['add', tarball],
  },
};

/** A phase that trains on MNIST from the optional package, and a report. */
const GRAPH = `lagraph: 1
name: installed
data: {mnist: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}
  decoder: {input: encoder, layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]}
models: {copy: encoder -> decoder}
plan:
  learn:
    train: copy
    on: {data: mnist, epochs: 1, steps_per_epoch: 5, batch_size: 16}
    loss: binary_crossentropy(image, copy(image))
    optimizer: {Adam: 0.001}
report:
  - translations: {on: mnist.test, rows: [image, copy(image)], count: 4}
`;

const IMPORT = `import { check, run } from 'lagraph';
import * as all from 'lagraph';
const { program, diagnostics } = check('lagraph: 1');
if (program) console.log((await run(program, { store: '.lagraph' })).evaluations);
if (typeof run !== 'function' || !Array.isArray(diagnostics) || Object.keys(all).length < 5) throw new Error('not lagraph');
`;

/** Compiler options of a strict project without Node's types. */
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    noEmit: true,
  },
  files: ['use.ts'],
};

class Failed extends Error {}

function run([command, ...args], { cwd, env = process.env }) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  });
  if (error || status !== 0) {
    throw new Failed(
      `${[command, ...args].join(' ')}\n${error?.message ?? `exit ${status}`}\n${`${stdout}${stderr}`.split('\n').slice(-30).join('\n')}`,
    );
  }
  return stdout;
}

/** Folder of a package from the registry, downloaded once. */
function bring(name) {
  const folder = join(tools, name.replaceAll(/[/@]/g, '_'));
  const inside = join(folder, 'node_modules', name.replace(/(?<=.)@.*$/, ''));
  if (!existsSync(join(inside, 'package.json'))) {
    mkdirSync(folder, { recursive: true });
    const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
    run(['npm', 'install', '--prefix', folder, ...flags, name], { cwd: folder });
  }
  return inside;
}

/** The command line of a package manager. */
function commandOf(manager) {
  const folder = bring(manager.package);
  return manager.binary ? [join(folder, manager.binary)] : [process.execPath, join(folder, manager.script)];
}

/** Folder of the `node` binary of a major version's newest release. */
function nodeFolder(version) {
  if (process.versions.node.startsWith(`${version}.`)) return dirname(process.execPath);
  return join(bring(`node-${here}@${version}`), 'bin');
}

/** A user's environment: without lagraph's variables, a CI's or npm's. */
function environment(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:LAGRAPH_|CI$|npm_(?!config_(?:registry|cafile|https?_proxy|noproxy))|NODE_ENV$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), YARN_ENABLE_TELEMETRY: '0', NO_COLOR: '1', ...extra };
}

const at = (folder) => ({ PATH: `${folder}${delimiter}${process.env.PATH}` });

/** Installs, and returns how a command of the installation is started on a version of Node. */
function install(manager, tarball, folder) {
  writeFileSync(join(folder, 'package.json'), '{"name": "new", "private": true, "type": "module"}\n');
  for (const [name, text] of Object.entries(manager.files ?? {})) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'graph.yaml'), GRAPH);
  writeFileSync(join(folder, 'use.mjs'), IMPORT);
  writeFileSync(join(folder, 'use.ts'), IMPORT);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const command = commandOf(manager);
  run([...command, ...manager.add(tarball)], {
    cwd: folder,
    env: environment(at(dirname(process.execPath))),
  });
  return (node, name, ...args) => {
    if (manager.starts) return [node, ...command.slice(1), name, ...args];
    return [name === 'node' ? node : join(folder, 'node_modules/.bin', name), ...args];
  };
}

/** Trains and draws with an installed lagraph. */
function use(starting, folder, version) {
  const node = join(nodeFolder(version), process.platform === 'win32' ? 'node.exe' : 'node');
  const env = environment(at(dirname(node)));
  rmSync(join(folder, '.lagraph'), { recursive: true, force: true });
  const seen = run(starting(node, 'node', '--version'), { cwd: folder, env }).trim();
  if (!seen.startsWith(`v${version}.`)) throw new Failed(`it ran on ${seen}, not on Node ${version}`);
  run(starting(node, 'lagraph', 'run', 'graph.yaml'), { cwd: folder, env });
  const runs = join(folder, '.lagraph/runs');
  const [name] = readdirSync(runs).filter((one) => statSync(join(runs, one)).isDirectory());
  const pictures = readdirSync(join(runs, name, 'report')).filter((one) => one.endsWith('.png'));
  if (pictures.length === 0) throw new Failed('it drew no picture');
  run(starting(node, 'node', 'use.mjs'), { cwd: folder, env });
  return seen;
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      nodes: { type: 'string', default: '20,22,24' },
      tarball: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const known = Object.keys(MANAGERS);
  const unknown = positionals.find((name) => !known.includes(name));
  if (values.help || unknown !== undefined) {
    const usage = `usage: npm run test:install [-- ${known.join(' ')}] [--nodes 20,22,24] [--tarball FILE]`;
    console.log(unknown === undefined ? usage : `there is no package manager ${unknown}\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  const work = mkdtempSync(join(tmpdir(), 'lagraph-install-'));
  let failures = 0;
  try {
    let tarball = values.tarball && resolve(values.tarball);
    if (!tarball) {
      const packed = run(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', work], {
        cwd: root,
      });
      tarball = join(work, JSON.parse(packed)[0].filename);
    }
    console.log(`${tarball}: ${(statSync(tarball).size / 1e6).toFixed(1)} MB`);
    for (const name of positionals.length > 0 ? positionals : known) {
      const folder = join(work, name);
      mkdirSync(folder);
      try {
        const begun = performance.now();
        const starting = install(MANAGERS[name], tarball, folder);
        const seconds = (performance.now() - begun) / 1000;
        if (existsSync(join(folder, 'node_modules'))) {
          run([process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
            cwd: folder,
          });
        }
        const nodes = values.nodes.split(',').map((version) => use(starting, folder, version));
        console.log(
          `ok    ${name}: installed in ${seconds.toFixed(1)} s; trains and draws on ${nodes.join(', ')}`,
        );
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        failures += 1;
        console.log(`FAILS ${name}: ${error.message}`);
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(
    failures === 0 ? 'lagraph can be installed.' : `${failures} package managers can't install it.`,
  );
  return failures === 0 ? 0 : 1;
}

process.exitCode = main();

/** The peers that lagraph is timed against, and the Python environments that they run in. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UsageError } from './errors.mjs';
import { here } from './paths.mjs';

/** By the name of the environment. `imports` is what must load before it counts as made. */
export const ENVIRONMENTS = {
  keras: {
    title: 'Keras 3 on TensorFlow',
    variable: 'LAGRAPH_KERAS_PYTHON',
    requirements: here('requirements/keras.txt'),
    imports: ['keras', 'tensorflow', 'scipy', 'h5py'],
  },
  torch: {
    title: 'PyTorch',
    variable: 'LAGRAPH_TORCH_PYTHON',
    requirements: here('requirements/torch.txt'),
    imports: ['torch'],
  },
};

/** By the name that `--peers` takes; each is a side of its own. */
export const PEERS = {
  keras: { environment: 'keras', script: 'keras_steps.py', args: [] },
  torch: { environment: 'torch', script: 'torch_steps.py', args: [] },
  torch_channels_last: { environment: 'torch', script: 'torch_steps.py', args: ['channels_last'] },
};

/** The folder of an environment that `npm run bench:setup` makes. */
export const folderOf = (name) => here(`.envs/${name}`);

/** The interpreter of a virtual environment. */
export const interpreterIn = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

/** Written when all packages are in: what they were installed from. */
export const markerIn = (folder) => join(folder, 'requirements-installed.txt');

/**
 * The Python of an environment: the one that the command names, or the variable, or the one that was set up.
 *
 * @returns null if there is none.
 * @throws UsageError if one is named that isn't there.
 */
export function pythonOf(name, named, env = process.env) {
  const { variable } = ENVIRONMENTS[name];
  const [given, by] = named ? [named, `--${name}`] : [env[variable], variable];
  if (given) {
    // A bare word is looked up on the PATH when it is started.
    if ((given.includes('/') || given.includes(sep)) && !existsSync(given)) {
      throw new UsageError(`${by}: there is no ${given}`);
    }
    return given;
  }
  const folder = folderOf(name);
  return existsSync(markerIn(folder)) ? interpreterIn(folder) : null;
}

export const missing = (name) =>
  `${ENVIRONMENTS[name].title} is left out: there is no Python environment for it. ` +
  `\`npm run bench:setup -- ${name}\` makes one; --${name} PYTHON or ${ENVIRONMENTS[name].variable} names one that is there.`;

/**
 * The peers that can be started, with their Pythons, and a line for each environment that is missing.
 *
 * @param names of `PEERS`.
 * @param named `{keras, torch}`, what the command says.
 * @param find as `pythonOf`.
 */
export function peersOf(names, named, find = pythonOf) {
  const pythons = new Map();
  for (const { environment } of names.map((name) => PEERS[name])) {
    if (!pythons.has(environment)) pythons.set(environment, find(environment, named[environment]));
  }
  return {
    peers: names
      .map((name) => ({ name, ...PEERS[name], python: pythons.get(PEERS[name].environment) }))
      .filter(({ python }) => python !== null),
    notices: [...pythons].filter(([, python]) => python === null).map(([name]) => missing(name)),
  };
}

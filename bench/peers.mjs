/** The peers that lagraph is compared with, and their Python environments. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UsageError } from './errors.mjs';
import { here } from './paths.mjs';

/** By name of the environment. `imports` are the modules that must load before it counts as complete. */
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

/** By name in `--peers`. */
export const PEERS = {
  keras: { environment: 'keras', script: 'keras_steps.py', args: [] },
  torch: { environment: 'torch', script: 'torch_steps.py', args: [] },
  torch_channels_last: { environment: 'torch', script: 'torch_steps.py', args: ['channels_last'] },
};

/** Folder of an environment that `npm run bench:setup` creates. */
export const folderOf = (name) => here(`.envs/${name}`);

/** Interpreter of a virtual environment. */
export const interpreterIn = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

/** Marker file, written once all packages are installed: a copy of the requirements. */
export const markerIn = (folder) => join(folder, 'requirements-installed.txt');

/**
 * The Python interpreter of an environment: from the option, the variable, or the environment that was set up.
 *
 * @returns null if there is none
 * @throws UsageError if a path is given that does not exist
 */
export function pythonOf(name, named, env = process.env) {
  const { variable } = ENVIRONMENTS[name];
  const [given, by] = named ? [named, `--${name}`] : [env[variable], variable];
  if (given) {
    // A name without a slash is searched on the PATH when it is started.
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
 * The peers that can be started, with their interpreters, and a message for each missing environment.
 *
 * @param names keys of `PEERS`
 * @param named `{keras, torch}`, interpreters from the options
 * @param find as `pythonOf`
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

/** The npm registry that the user's npm is set to. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { LibraryArchive } from '../library-install/index.js';
import { WebgpuUnavailableError } from './find-library.js';
import type { NpmPackage } from './packages.js';

export const NPM = 'https://registry.npmjs.org';

/** Patience with npm, which may wait for what its settings name. */
const NPM_MS = 10_000;

/** The registries for packages without a scope and for those of a scope. */
export type RegistryOf = (name: string) => string;

/**
 * What npm's settings say, read by npm itself from the user's home: those of the folder that lagraph is called in may be
 * anyone's. Without npm, the variable `npm_config_registry`; otherwise npm's own registry.
 */
export async function npmRegistries(env: NodeJS.ProcessEnv = process.env): Promise<RegistryOf> {
  const scopes = ['registry', '@tensorflow:registry'];
  const said = await npmConfig(scopes, env);
  const usual = said.get('registry') ?? env.npm_config_registry ?? NPM;
  return (name) => {
    const scope = name.startsWith('@') ? name.split('/')[0] : undefined;
    return (scope === undefined ? undefined : said.get(`${scope}:registry`)) ?? usual;
  };
}

/** Settings that npm knows; none if there is no npm. */
function npmConfig(keys: readonly string[], env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32';
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', ['config', 'get', ...keys], {
      cwd: homedir(),
      env,
      shell: isWindows,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: NPM_MS,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.once('error', () => resolve(new Map()));
    child.once('close', () => {
      const lines = output.split('\n').map((line) => /^([^=]+)=(https?:.*)$/.exec(line.trim()));
      resolve(new Map(lines.flatMap((match) => (match ? [[match[1]!, match[2]!]] : []))));
    });
  });
}

/** Where a package's archive is: registries all have them at the same place. */
export function packageArchive(
  { name, version, size, integrity }: NpmPackage,
  registryOf: RegistryOf,
): LibraryArchive {
  const registry = registryOf(name).replace(/\/+$/, '');
  const address = URL.canParse(registry) ? new URL(registry) : null;
  if (address === null || !/^https?:$/.test(address.protocol) || address.username !== '')
    throw new WebgpuUnavailableError(
      `npm's setting \`registry\` must be the address of a registry, without a name and password, like ${NPM}.`,
    );
  const file = `${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`;
  return { url: `${registry}/${name}/-/${file}`, size, checksum: { integrity } };
}

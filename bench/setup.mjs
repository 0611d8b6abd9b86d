/**
 * Creates the Python environments of the benchmark's peers in bench/.envs. Complete environments are kept.
 *
 *   npm run bench:setup [-- keras torch] [--python PYTHON]
 *
 * pip's own configuration and variables apply.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ProgramFailed, UsageError } from './errors.mjs';
import { ENVIRONMENTS, folderOf, interpreterIn, markerIn } from './peers.mjs';

const USAGE = `usage: npm run bench:setup [-- [keras] [torch] [--python PYTHON]]

Makes Python environments in bench/.envs: ${Object.entries(ENVIRONMENTS)
  .map(([name, { title }]) => `${name} (${title})`)
  .join(', ')}.
All of them, if none is named. Takes gigabytes of disk: PyTorch's package brings those for graphics cards along.`;

const say = (line) => console.log(line);

function readArguments() {
  let values, positionals;
  try {
    ({ values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        python: { type: 'string', default: process.platform === 'win32' ? 'python' : 'python3' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message.split('\n')[0]);
  }
  const known = Object.keys(ENVIRONMENTS);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no environment ${unknown}; there are ${known.join(', ')}`);
  }
  return { ...values, names: positionals.length > 0 ? positionals : known };
}

/** Python's version, if this Python can create environments. */
function pythonVersion(python) {
  const asked = spawnSync(python, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], {
    encoding: 'utf8',
  });
  if (asked.error || asked.status !== 0) {
    throw new UsageError(
      `${python} can't be run (${asked.error?.message ?? asked.stderr.trim()}); ` +
        'install Python 3, or name one: npm run bench:setup -- --python PYTHON',
    );
  }
  const tools = spawnSync(python, ['-c', 'import venv, ensurepip'], { encoding: 'utf8' });
  if (tools.status !== 0) {
    throw new UsageError(
      `${python} has no ${/ensurepip/.test(tools.stderr) ? 'ensurepip' : 'venv'}, which makes environments; ` +
        'on Debian and Ubuntu it is in the package python3-venv',
    );
  }
  return asked.stdout.trim();
}

/** Runs a program that inherits standard output and error. */
function run(what, command, args) {
  const { error, status, signal } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw new ProgramFailed(`${what}: ${error.message}`);
  if (status !== 0)
    throw new ProgramFailed(`${what} failed (${signal ?? `exit ${status}`}); run the command again to go on`);
}

/** Whether all packages of the current requirements are installed. */
function isMade(name) {
  const marker = markerIn(folderOf(name));
  return (
    existsSync(marker) &&
    readFileSync(marker, 'utf8') === readFileSync(ENVIRONMENTS[name].requirements, 'utf8')
  );
}

function make(name, python) {
  const { title, requirements, imports } = ENVIRONMENTS[name];
  const folder = folderOf(name);
  const inside = interpreterIn(folder);
  mkdirSync(folder, { recursive: true });
  say(`${name}: an environment for ${title} in ${folder}`);
  // An incomplete environment is completed.
  run(`${name}: making the environment`, python, ['-m', 'venv', folder]);
  say(`${name}: installing what ${requirements} lists`);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements];
  run(`${name}: pip`, inside, pip);
  // Packages may be installed and fail to load: they are built for certain processors and systems.
  const loaded = spawnSync(inside, ['-c', `import ${imports.join(', ')}`], { encoding: 'utf8' });
  if (loaded.status !== 0) {
    throw new ProgramFailed(
      `${name}: ${imports.join(', ')} can't be loaded\n${loaded.stderr ?? loaded.error}`,
    );
  }
  copyFileSync(requirements, markerIn(folder));
  say(`${name}: ready; npm run bench finds it`);
}

try {
  const { names, python, help } = readArguments();
  if (help) {
    say(USAGE);
    process.exit(0);
  }
  const wanted = names.filter((name) => {
    if (isMade(name)) say(`${name}: there already, in ${folderOf(name)}`);
    return !isMade(name);
  });
  if (wanted.length > 0) say(`with Python ${pythonVersion(python)} (${python})`);
  for (const name of wanted) make(name, python);
} catch (error) {
  const known = error instanceof UsageError || error instanceof ProgramFailed;
  process.stderr.write(`bench:setup: ${known ? error.message : (error.stack ?? error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

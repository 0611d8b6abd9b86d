import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_FILE } from '../../../page/index.js';
import { listRuns, type OpenedRun } from '../../../runtime/index.js';
import { requireStoreDirectory } from '../../directory-options.js';
import { stopOnSignals } from '../../interrupt.js';
import { endLivePage, serveLivePage } from '../../live-page.js';
import { openStoredRun } from '../../run-lookup.js';
import { UserError } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';

export interface WatchCommandOptions {
  browser: boolean;
  store?: string;
}

/** How often the run's folder is looked at. */
const LOOK_MS = 1000;

export async function watchRun(
  name: string | undefined,
  { browser, store }: WatchCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const run = await openStoredRun(store, name ?? (await runningRun(store, terminal)), terminal);
  const { manifest } = run;
  if (manifest.status !== 'running') {
    terminal.err.line(`${manifest.run} does not train: it is ${manifest.status}.`);
    sayPage(run, terminal);
    return;
  }
  const interrupt = stopOnSignals(terminal.err, 'No longer watched; the run goes on.');
  try {
    const { server, followed } = await serveLivePage(
      run,
      { watched: `run ${manifest.run}`, browser },
      terminal.err,
    );
    try {
      while (!interrupt.signal.aborted && (await followed.goesOn())) {
        server.changed();
        // An interrupt ends the wait.
        await sleep(LOOK_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
      }
    } finally {
      await endLivePage(server, browser && !interrupt.signal.aborted);
    }
    if (interrupt.signal.aborted) return;
    if (!existsSync(run.directory)) {
      terminal.err.line(`${manifest.run} is no longer followed: its folder was deleted`);
      return;
    }
    terminal.err.line(`${manifest.run} has ended: ${followed.run.manifest.status}`);
    sayPage(run, terminal);
  } finally {
    interrupt.release();
  }
}

/** The newest run that trains; if there is none, the newest. */
async function runningRun(store: string | undefined, terminal: Terminal): Promise<string> {
  const runs = await listRuns(await requireStoreDirectory(store, terminal));
  const chosen = runs.filter(({ status }) => status === 'running').at(-1) ?? runs.at(-1);
  if (!chosen) throw new UserError('there are no runs yet', { hint: '`lagraph run GRAPH --open` shows one' });
  return chosen.run;
}

function sayPage({ directory }: OpenedRun, { out, cwd }: Terminal): void {
  const path = join(directory, PAGE_FILE);
  if (existsSync(path)) out.line(`page: ${relative(cwd, path)}`);
}

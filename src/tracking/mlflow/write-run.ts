import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, stringify } from 'yaml';
import { writeFileAtomically, type OpenedRun } from '../../runtime/index.js';
import { picturesOf, runFacts, type RunFacts } from '../run-facts.js';

/** MLflow's numbers for how a run ended. */
const STATUS = { RUNNING: 1, FINISHED: 3, FAILED: 4, KILLED: 5 } as const;
const STATUS_OF: Record<RunFacts['status'], number> = {
  running: STATUS.RUNNING,
  done: STATUS.FINISHED,
  missed: STATUS.FINISHED,
  failed: STATUS.FAILED,
  interrupted: STATUS.KILLED,
};
/** MLflow's number for a program that was started by hand. */
const LOCAL_SOURCE = 4;

/** Files of a run's folder that are for people. */
const ARTIFACTS = ['graph.yaml', 'resolved.yaml', 'report.html'];

/**
 * Writes a run into a folder of MLflow's file store: settings as parameters, the figures of each epoch and evaluations as
 * metrics, tags, and as artifacts the graph, the page and pictures. The graph is the experiment. What was written of the
 * same run before is replaced.
 *
 * @returns the run's folder. Throws the error of the file system.
 */
export async function writeMlflowRun(run: OpenedRun, directory: string): Promise<string> {
  const facts = await runFacts(run);
  const store = resolve(directory);
  const experiment = await experimentOf(facts, store);
  const id = digest(`run ${facts.run}`).slice(0, 32);
  const folder = join(store, experiment, id);
  const draft = join(store, `.lagraph-${id}-${process.pid}`);
  try {
    for (const [path, content] of Object.entries(await filesOf(run, facts, { experiment, id, folder }))) {
      await writeFile(join(draft, path), content);
    }
    await mkdir(join(draft, 'artifacts'), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, typeof content === 'string' ? content : [content]);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The experiment of a graph's name in a store; a new one if there is none. */
async function experimentOf({ graph, startedMs }: RunFacts, store: string): Promise<string> {
  for (const entry of await readdir(store, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(join(store, entry.name, 'meta.yaml'), 'utf8').catch(() => '');
    const meta = parse(text) as { name?: unknown } | null;
    if (meta?.name === graph) return entry.name;
  }
  const id = String(BigInt(`0x${digest(`experiment ${graph}`).slice(0, 15)}`)).padStart(18, '1');
  await writeFile(
    join(store, id, 'meta.yaml'),
    stringify({
      artifact_location: pathToFileURL(join(store, id)).href,
      creation_time: startedMs,
      experiment_id: id,
      last_update_time: startedMs,
      lifecycle_stage: 'active',
      name: graph,
    }),
  );
  return id;
}

async function filesOf(
  run: OpenedRun,
  facts: RunFacts,
  { experiment, id, folder }: { experiment: string; id: string; folder: string },
): Promise<Record<string, string | Uint8Array>> {
  const { manifest, directory } = run;
  const files = new Map<string, string | Uint8Array>([
    [
      'meta.yaml',
      stringify({
        artifact_uri: pathToFileURL(join(folder, 'artifacts')).href,
        end_time: Math.round(facts.endedMs),
        entry_point_name: '',
        experiment_id: experiment,
        lifecycle_stage: 'active',
        run_id: id,
        run_name: facts.run,
        source_name: manifest.invocation?.file ?? '',
        source_type: LOCAL_SOURCE,
        source_version: '',
        start_time: Math.round(facts.startedMs),
        status: STATUS_OF[facts.status],
        tags: [],
        user_id: '',
      }),
    ],
  ]);
  for (const { name, value } of facts.settings) files.set(`params/${key(name)}`, String(value));
  for (const { name, epochs } of facts.phases) {
    for (const figure of new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))) {
      const lines = epochs.flatMap(({ epoch, ms, metrics }) =>
        Object.hasOwn(metrics, figure) ? [`${Math.round(ms)} ${metrics[figure]} ${epoch}\n`] : [],
      );
      // A slash is a folder, in which `loss` can't be a file beside `loss/rebuilt`.
      files.set(`metrics/${key(name)}/${key(figure.replaceAll('/', '.'))}`, lines.join(''));
    }
  }
  for (const { name, value } of facts.evaluations)
    files.set(`metrics/evaluate.${key(name)}`, `${Math.round(facts.endedMs)} ${value} 0\n`);
  for (const [name, value] of tagsOf(run)) files.set(`tags/${name}`, value);
  for (const file of ARTIFACTS) {
    const bytes = await readFile(join(directory, file)).catch(() => null);
    if (bytes) files.set(`artifacts/${file}`, bytes);
  }
  for (const { path, bytes } of await picturesOf(run)) files.set(`artifacts/${path}`, bytes);
  return Object.fromEntries(files);
}

/** A name as MLflow allows it. */
const key = (name: string): string => name.replace(/[^\w.\- ]/g, '_');

function tagsOf({ manifest }: OpenedRun): [string, string][] {
  const { run, graph, lagraph, node, engine, simulated, status, machine } = manifest;
  return [
    ['mlflow.runName', run],
    ['mlflow.source.name', manifest.invocation?.file ?? graph],
    ['mlflow.source.type', 'LOCAL'],
    ['lagraph.run', run],
    ['lagraph.status', status],
    ['lagraph.version', lagraph],
    ['lagraph.engine', `${engine.name} ${engine.version}`],
    ['lagraph.node', node],
    ['lagraph.machine', `${machine.processor}, ${machine.cores} cores, ${machine.system}`],
    ...(simulated ? [['lagraph.simulated', 'true'] as [string, string]] : []),
  ];
}

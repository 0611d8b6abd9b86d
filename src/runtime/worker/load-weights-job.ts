import { resolve } from 'node:path';
import { FileContentError } from '../../file-formats/index.js';
import { VERSION } from '../../package-root.js';
import { NotRegularFileError } from '../../regular-file.js';
import { systemReason } from '../../system-errors.js';
import { followRecipe, openWeightFile, type OpenedWeightFile } from '../../weight-files/index.js';
import type { StateTensor } from '../capture/index.js';
import type { LoadWeightsJob } from '../jobs/index.js';
import {
  describeNetwork,
  findArtifact,
  isArtifactThere,
  openStore,
  quarantineArtifact,
  saveArtifact,
  storedName,
} from '../store/index.js';
import { TrainingError } from '../trainer/index.js';

/** Reads files with weights, and keeps in the store what networks take from them. */
export async function runLoadWeightsJob({ store: root, base, loads }: LoadWeightsJob): Promise<string[]> {
  const store = openStore(root);
  const opened = new Map<string, OpenedWeightFile>();
  const ids: string[] = [];
  for (const { network, weights, load, key } of loads) {
    const id = storedName(key, ['file']);
    ids.push(id);
    if (await isArtifactThere(store, id)) {
      if ((await findArtifact(store, id)).status === 'found') continue;
      await quarantineArtifact(store, id);
    }
    const path = resolve(base, load.folder ?? '', load.file);
    const file = opened.get(path) ?? (await openOrFail(path));
    opened.set(path, file);
    if (file.sha256 !== load.sha256)
      throw new TrainingError(`${path} has changed since the graph was read. Run it again.`);
    const shapes = new Map(file.tensors.map(({ name, shape }) => [name, shape]));
    const values = await file.read(new Set(load.tensors.flatMap(({ from }) => from))).catch(failure(path));
    const tensors = new Map<string, StateTensor>(
      load.tensors.map((recipe, at) => {
        const given = recipe.from.map((name) => ({ shape: shapes.get(name)!, data: values.get(name)! }));
        const { shape, data } = followRecipe(recipe, given);
        return [weights[at]!.name, { shape, data }];
      }),
    );
    await saveArtifact(
      store,
      {
        key,
        kind: 'weights',
        name: network,
        made: new Date().toISOString(),
        lagraph: VERSION,
        engine: { name: 'file', version: '', numerics: '', threads: 1 },
        seconds: 0,
        simulated: false,
        inputs: { fingerprint: load.sha256, sources: [], parents: [] },
        networks: [
          describeNetwork(
            network,
            weights.map(({ name }) => name),
            tensors,
          ),
        ],
        epochs: [],
        metrics: {},
      },
      tensors,
    );
  }
  return ids;
}

const failure = (path: string) => (error: unknown) => {
  if (error instanceof FileContentError) throw new TrainingError(error.message);
  if (error instanceof NotRegularFileError) throw new TrainingError(`${error.message}.`);
  if ((error as NodeJS.ErrnoException).code)
    throw new TrainingError(`${path} can't be read: ${systemReason(error)}.`);
  throw error;
};

const openOrFail = (path: string): Promise<OpenedWeightFile> => openWeightFile(path).catch(failure(path));

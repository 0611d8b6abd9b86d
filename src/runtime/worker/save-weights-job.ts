import { buildKerasModel, calleesOf, type KerasModel } from '../../compiler/index.js';
import { writeHdf5, writeZip } from '../../file-formats/index.js';
import type { SaveWeightsJob } from '../jobs/index.js';
import { encodeSafetensors, openStore, writeFileAtomically } from '../store/index.js';
import type { StateTensor } from '../capture/index.js';
import { loadWeights } from '../trainer/index.js';

type StateDict = ReadonlyMap<string, StateTensor>;

/** Writes the weights of a model of a run, as the formats of other libraries have them. Returns why not, or null. */
export async function runSaveWeightsJob(job: SaveWeightsJob): Promise<string | null> {
  const { program, model, format, target } = job;
  const built = format === 'keras' ? buildKerasModel(program, model) : null;
  if (built && !built.ok) return built.reason;
  const weights = await loadWeights(program, openStore(job.store), job.networks);
  const pieces = built?.ok
    ? await kerasArchive(built.model, weights)
    : encodeSafetensors(namedTensors(job, weights), { format: 'pt' });
  await writeFileAtomically(target, pieces);
  return null;
}

/** The version of Keras whose files these are like. */
const KERAS_VERSION = '3.15.1';

/** A `.keras` file: the model, and its weights in a file of HDF5. */
export async function kerasArchive(
  { config, weights, names }: KerasModel,
  values: StateDict,
): Promise<Uint8Array[]> {
  const hdf5 = await writeHdf5((writer) => {
    for (const { group, name } of names) writer.attribute(`${group}/vars`, 'name', name);
    for (const { path, weight } of weights) {
      const { shape, data } = values.get(weight)!;
      writer.dataset(path, shape, data);
    }
  });
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  return writeZip([
    {
      name: 'metadata.json',
      data: json({ keras_version: KERAS_VERSION, date_saved: '1980-01-01@00:00:00' }),
    },
    { name: 'config.json', data: json(config) },
    { name: 'model.weights.h5', data: hdf5 },
  ]);
}

/** `latent/kernel` of a network; of a model, which may call several, `encoder/latent/kernel`. */
function namedTensors({ program, model }: SaveWeightsJob, weights: StateDict): StateDict {
  const called = program.models.find(({ name }) => name === model);
  const networks = called ? new Set(calleesOf(called.wires)) : new Set([model]);
  const isUsed = (weight: string) => networks.has(weight.split('/', 1)[0]!);
  return new Map(
    [...weights]
      .filter(([name]) => isUsed(name))
      .map(([name, value]) => [called || name === model ? name : name.slice(model.length + 1), value]),
  );
}

/** Leaves networks and models in tfjs's own format: a model.json and its weights.bin, which plain tfjs loads. */
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { calledBy, lower, type Libraries } from '../../compiler/index.js';
import { folderNames } from '../folder-names.js';
import { finalNetworks } from '../networks.js';
import { openStore, sha256, writeWhole } from '../store/index.js';
import { weightsOf } from '../trainer/index.js';
import { VERSION } from '../../home.js';
import { byName } from '../../names/index.js';
import type { ExportJob, JobResults, NetworkFrom } from './jobs.js';
import { tryLayersModel } from './try-layers-model.js';

/**
 * Write the job's networks to `networks/NAME/`, and to `models/NAME/` each model whose networks are among them (or are
 * never trained at all). Answers the directories that were written, relative to the job's.
 */
export async function exportModels(job: ExportJob): Promise<JobResults['export']> {
  const { program, directory } = job;
  const untrained = finalNetworks(program).filter(({ from }) => from === null);
  const have = new Map<string, NetworkFrom>(untrained.map(({ name }) => [name, { name, key: null }]));
  for (const network of job.networks) have.set(network.name, network);
  const networks = folderNames(program.networks.map(({ name }) => name));
  const models = folderNames(program.models.map(({ name }) => name));
  const wanted =
    job.only === undefined
      ? [
          ...job.networks.map(({ name }) => ({ name, folder: `networks/${networks.get(name)!}` })),
          ...program.models
            .filter((model) => calledBy(model.wires).every((name) => have.has(name)))
            .map(({ name }) => ({ name, folder: `models/${models.get(name)!}` })),
        ]
      : [{ name: job.only, folder: '' }];
  const weights = await weightsOf(program, openStore(job.store), [...have.values()]);
  const libraries = await loadLibraries();
  const result: JobResults['export'] = { written: [], files: {}, refused: [] };
  for (const { name, folder } of wanted) {
    const lowered = attempt(() => lower(libraries, program, name, weights));
    if (!lowered.ok) {
      result.refused.push({ name, reason: lowered.reason });
      continue;
    }
    try {
      const problem = await tryLayersModel(libraries, lowered.model, { program, name, weights });
      if (problem !== null) {
        result.refused.push({ name, reason: problem });
        continue;
      }
      const hashes = await save(libraries, lowered.model, join(directory, folder));
      for (const [file, hash] of Object.entries(hashes)) result.files[join(folder, file)] = hash;
    } finally {
      lowered.model.dispose();
    }
    result.written.push(folder);
  }
  return result;
}

async function loadLibraries(): Promise<Libraries> {
  const [core, layers] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  await core.setBackend('cpu');
  // The JavaScript backend advertises faster ones on its first use; that is no news here.
  (core.backend() as unknown as { firstUse?: boolean }).firstUse = false;
  return { core, layers };
}

/** What tfjs itself refuses costs a finished run its export of that one model, not its results. */
function attempt(work: () => ReturnType<typeof lower>): ReturnType<typeof lower> {
  try {
    return work();
  } catch (error) {
    return { ok: false, reason: `tfjs refuses it: ${(error as Error).message}` };
  }
}

/**
 * model.json as tfjs's own `save` makes it; one file of weights, since no browser's cache needs more here. Answers the
 * hash of each.
 */
async function save(
  { core }: Libraries,
  model: LayersModel,
  directory: string,
): Promise<Record<string, string>> {
  const hashes = byName<string>();
  const write = async (file: string, content: Uint8Array[]) => {
    await writeWhole(join(directory, file), content);
    hashes[file] = sha256(content);
  };
  await model.save(
    core.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const chunks = Array.isArray(weightData) ? weightData : weightData ? [weightData] : [];
      // The weights first: a model.json without them would be a trap.
      await write(
        'weights.bin',
        chunks.map((chunk) => new Uint8Array(chunk)),
      );
      const json = {
        format: 'layers-model',
        generatedBy: `lagraph ${VERSION}`,
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      };
      await write('model.json', [Buffer.from(`${JSON.stringify(json)}\n`)]);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } };
    }),
  );
  return hashes;
}

/** Exports networks and models in tfjs's layers format: a model.json and its weights.bin, which plain tfjs loads. */
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { calleesOf, buildLayersModel, type TfjsLibraries } from '../../compiler/index.js';
import { uniqueDirectoryNames, openStore, sha256, writeFileAtomically } from '../store/index.js';
import { networksWithLastPhase } from '../plan/index.js';
import { loadWeights } from '../trainer/index.js';
import { VERSION } from '../../package-root.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { ExportLayersModelsJob, JobResults, NetworkSource } from '../jobs/index.js';
import { layersModelProblem } from './validate-layers-model.js';

/**
 * Write the job's networks to `networks/NAME/`, and to `models/NAME/` each model whose networks are among them (or
 * are never trained). Returns the directories that were written, relative to the job's.
 */
export async function runExportLayersModelsJob(job: ExportLayersModelsJob): Promise<JobResults['export']> {
  const { program, directory } = job;
  const untrained = networksWithLastPhase(program).filter(({ from }) => from === null);
  const have = new Map<string, NetworkSource>(
    untrained.map(({ name }) => [name, { name, artifact: null, at: null }]),
  );
  for (const network of job.networks) have.set(network.name, network);
  const networks = uniqueDirectoryNames(program.networks.map(({ name }) => name));
  const models = uniqueDirectoryNames(program.models.map(({ name }) => name));
  const wanted =
    job.only === undefined
      ? [
          ...job.networks.map(({ name }) => ({ name, folder: `networks/${networks.get(name)!}` })),
          ...program.models
            .filter((model) => calleesOf(model.wires).every((name) => have.has(name)))
            .map(({ name }) => ({ name, folder: `models/${models.get(name)!}` })),
        ]
      : [{ name: job.only, folder: '' }];
  const weights = await loadWeights(program, openStore(job.store), [...have.values()]);
  const libraries = await loadTfjs();
  const result: JobResults['export'] = { written: [], files: {}, refused: [] };
  for (const { name, folder } of wanted) {
    const lowered = tryLowering(() => buildLayersModel(libraries, program, name, weights));
    if (!lowered.ok) {
      result.refused.push({ name, reason: lowered.reason });
      continue;
    }
    try {
      const problem = await layersModelProblem(libraries, lowered.model, { program, name, weights });
      if (problem !== null) {
        result.refused.push({ name, reason: problem });
        continue;
      }
      const hashes = await writeLayersModel(libraries, lowered.model, join(directory, folder));
      for (const [file, hash] of Object.entries(hashes)) result.files[join(folder, file)] = hash;
    } finally {
      lowered.model.dispose();
    }
    result.written.push(folder);
  }
  return result;
}

async function loadTfjs(): Promise<TfjsLibraries> {
  const [core, layers] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  await core.setBackend('cpu');
  // The JavaScript backend prints an advertisement of faster ones on its first use.
  (core.backend() as unknown as { firstUse?: boolean }).firstUse = false;
  return { core, layers };
}

/** If tfjs refuses a model, only that export fails, not the finished run. */
function tryLowering(work: () => ReturnType<typeof buildLayersModel>): ReturnType<typeof buildLayersModel> {
  try {
    return work();
  } catch (error) {
    return { ok: false, reason: `tfjs refuses it: ${(error as Error).message}` };
  }
}

/**
 * model.json as tfjs's `save` writes it, with a single weights file: sharding serves browser caches only. Returns the
 * hash of each file.
 */
async function writeLayersModel(
  { core }: TfjsLibraries,
  model: LayersModel,
  directory: string,
): Promise<Record<string, string>> {
  const hashes = nullPrototypeRecord<string>();
  const write = async (file: string, content: Uint8Array[]) => {
    await writeFileAtomically(join(directory, file), content);
    hashes[file] = sha256(content);
  };
  await model.save(
    core.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const chunks = Array.isArray(weightData) ? weightData : weightData ? [weightData] : [];
      // The weights first: a model.json must not exist without them.
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

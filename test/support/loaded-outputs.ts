/** What a network computes with the weights that it loads from files. */
import type { Program } from '../../src/compiler/index.js';
import { tfjsEngine } from '../../src/runtime/engines/index.js';
import { keyOfLoad, loadsOfProgram, weightsOfLoad } from '../../src/runtime/plan/index.js';
import { openStore } from '../../src/runtime/store/index.js';
import { loadWeights, predictOutputs } from '../../src/runtime/trainer/index.js';
import { runLoadWeightsJob } from '../../src/runtime/worker/load-weights-job.js';

export interface Plain {
  shape: number[];
  data: number[];
}

/** @param base the folder that paths of files begin at */
export async function loadedOutputs(
  program: Program,
  network: string,
  { shape, data }: Plain,
  { store, base }: { store: string; base: string },
): Promise<Float32Array[]> {
  const loads = loadsOfProgram(program).map((one) => ({
    network: one.network.name,
    weights: weightsOfLoad(one),
    load: one.load,
    key: keyOfLoad(one.load),
  }));
  await runLoadWeightsJob({ task: 'weights', store, base, loads });
  const weights = await loadWeights(program, openStore(store), [{ name: network, artifact: null, at: null }]);
  const stop = new AbortController().signal;
  const around = { program, scope: '', weights, engine: tfjsEngine(), threads: 1, stop };
  const [input] = program.networks.find(({ name }) => name === network)!.inputs;
  const given = { [input!.name]: { shape, data: Float32Array.from(data) } };
  return (await predictOutputs(around, network, given)).map(({ values }) => values.data);
}

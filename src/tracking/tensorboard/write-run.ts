import { join } from 'node:path';
import { networksWithLastPhase, type OpenedRun } from '../../runtime/index.js';
import { picturesOf, runFacts } from '../run-facts.js';
import { EventFile, type Event, type SummaryValue } from './event-file.js';
import { evaluationTag, hyperparameterSummaries } from './hyperparameters.js';
import { programGraph } from './program-graph.js';
import { folderOfPhase, scalarsOfEpoch } from './scalars.js';
import { histogram, image, scalar } from './summaries.js';

/**
 * Writes a run for TensorBoard: a folder of the run's name with its settings, graph, evaluations and pictures, and below it
 * one for each finished phase, with its figures by epoch and histograms of the weights that it has left.
 *
 * @param isWritten whether the figures of a phase are there already
 * @returns the folder. Throws the error of the file system.
 */
export async function writeTensorboardRun(
  run: OpenedRun,
  directory: string,
  isWritten: (phase: string) => boolean = () => false,
): Promise<string> {
  const facts = await runFacts(run);
  const { startedMs, endedMs, phases, evaluations } = facts;
  const folder = join(directory, facts.run);
  const at = (step: number, ms: number, value: SummaryValue[]): Event => ({
    wall_time: ms / 1000,
    step,
    summary: { value },
  });

  for (const { name, epochs, endedMs: phaseEndedMs } of phases) {
    const file = new EventFile(folderOfPhase(folder, name), startedMs);
    if (!isWritten(name))
      await file.append(epochs.map(({ epoch, ms, metrics }) => at(epoch, ms, scalarsOfEpoch(metrics))));
    const histograms = await weightHistograms(run, name);
    const last = epochs.at(-1)?.epoch ?? 0;
    if (histograms.length > 0) await file.append([at(last, phaseEndedMs, histograms)]);
  }

  const figures = [
    ...evaluations.map(({ name }) => ({ group: '', tag: evaluationTag(name) })),
    ...phases.flatMap(({ name, epochs }) =>
      ['val.loss', 'loss']
        .filter((tag) => Object.hasOwn(epochs.at(-1)?.metrics ?? {}, tag))
        .slice(0, 1)
        .map((tag) => ({ group: name, tag })),
    ),
  ];
  const pictures = await Promise.all(
    (await picturesOf(run)).map(async ({ name, path, bytes }) =>
      image(`report/${name}`, await asPng(path, bytes)),
    ),
  );
  await new EventFile(folder, startedMs).append([
    { wall_time: startedMs / 1000, step: 0, graph_def: programGraph(run.program) },
    at(0, startedMs, hyperparameterSummaries(facts, figures)),
    at(
      0,
      endedMs,
      evaluations.map(({ name, value }) => scalar(evaluationTag(name), value)),
    ),
    ...pictures.map((picture) => at(0, endedMs, [picture])),
  ]);
  return folder;
}

/** TensorBoard shows no SVG. */
async function asPng(path: string, bytes: Buffer): Promise<Uint8Array> {
  if (!path.endsWith('.svg')) return bytes;
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { density: 96 }).flatten({ background: 'white' }).png().toBuffer();
}

/** Of the networks that a phase is the last to train. */
async function weightHistograms(run: OpenedRun, phase: string): Promise<SummaryValue[]> {
  const summaries: SummaryValue[] = [];
  for (const network of networksWithLastPhase(run.program)) {
    if (network.from !== phase) continue;
    for (const [name, { data }] of await run.weights(network.name)) {
      const one = histogram(name, data as ArrayLike<number>);
      if (one) summaries.push(one);
    }
  }
  return summaries;
}

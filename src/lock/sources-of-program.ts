import { dataOfReport, type DataStep, type Dataset, type Program } from '../compiler/index.js';
import { sources, wordName } from '../vocabulary/index.js';

type SourceStep = Extract<DataStep, { step: 'source' }>;

/** A data set that a program reads from a source. */
export interface ProgramSource {
  name: string;
  source: string;
  files: string[];
  dataset: Dataset;
  step: SourceStep;
}

/** The data sets that a program reads from sources, also those that others are made of, by names. */
export function sourcesOfProgram(program: Program): ProgramSource[] {
  const byName = new Map(program.datasets.map((one) => [one.name, one]));
  const waiting = program.phases.flatMap(({ data, validation }) => [
    data,
    ...(validation ? [validation.data] : []),
  ]);
  waiting.push(...program.evaluations.map(({ data }) => data));
  waiting.push(...program.reports.flatMap((report) => dataOfReport(report) ?? []));
  const names = waiting.map(({ dataset }) => dataset);
  const used = new Map<string, Dataset>();
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const dataset = byName.get(name);
    if (!dataset || used.has(name)) continue;
    used.set(name, dataset);
    for (const step of dataset.steps) {
      if (step.step === 'from') names.push(step.dataset);
      if (step.step === 'pair') names.push(...step.members.map((member) => member.dataset));
    }
  }
  return [...used.values()]
    .flatMap((dataset) => {
      const step = dataset.steps.find((one): one is SourceStep => one.step === 'source');
      if (!step) return [];
      const files = sources.get(step.source)?.files?.(step.args) ?? [];
      return [
        {
          name: dataset.name,
          source: wordName(step.source),
          files: files.map(({ path }) => path),
          dataset,
          step,
        },
      ];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

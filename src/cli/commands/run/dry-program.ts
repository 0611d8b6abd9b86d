import type { Phase, Program, Report } from '../../../compiler/index.js';

/** Most examples of a split that an evaluation or a report looks at: one batch of an evaluation. */
const EXAMPLES = 64;

/** What is done of a graph to see that all of it works: one step of every phase, small reports, nothing expected. */
export const dryProgram = (program: Program): Program => ({
  ...program,
  // The few examples that are read may be of fewer classes than a batch of classes needs.
  phases: program.phases.map(({ classBatch: _, ...phase }): Phase => ({
    ...phase,
    epochs: 1,
    stepsPerEpoch: 1,
  })),
  evaluations: program.evaluations.map((evaluation) => ({ ...evaluation, expect: null })),
  reports: program.reports.map(smallReport),
});

/** Enough examples for a step of every phase, and for the rows of every weight that is solved for. */
export function dryExamples({ networks, phases }: Program): number {
  const rows = new Map(
    networks.flatMap(({ weights }) => weights.map(({ name, shape }) => [name, shape[0] ?? 1])),
  );
  const solved = phases.flatMap(({ solve }) => solve?.solved.map(({ weight }) => rows.get(weight)!) ?? []);
  return Math.max(EXAMPLES, ...phases.map(({ batchSize }) => batchSize), ...solved);
}

const atMost = (most: number, value: number): number => Math.min(most, value);

function smallReport(report: Report): Report {
  switch (report.kind) {
    case 'translations':
      return { ...report, count: atMost(8, report.count) };
    case 'rows':
      return { ...report, settings: { ...report.settings, count: atMost(8, report.settings.count) } };
    case 'mispredictions':
      return { ...report, settings: { ...report.settings, count: atMost(8, report.settings.count) } };
    case 'manifold':
      return { ...report, settings: { ...report.settings, steps: atMost(3, report.settings.steps) } };
    case 'samples':
      return { ...report, settings: { ...report.settings, count: atMost(9, report.settings.count) } };
    case 'interpolation': {
      const { count, steps } = report.settings;
      return { ...report, settings: { count: atMost(2, count), steps: atMost(3, steps) } };
    }
    case 'plane':
      return {
        ...report,
        settings: { ...report.settings, thumbnails: atMost(8, report.settings.thumbnails) },
      };
    default:
      return report;
  }
}

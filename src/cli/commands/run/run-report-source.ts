import type { ValueReport } from '../../../compiler/index.js';
import type { ReportSource } from '../../../report/index.js';
import {
  evaluateRunWires,
  predictWithRun,
  reportDraws,
  type DataOptions,
  type OpenedRun,
} from '../../../runtime/index.js';

/** The numbers of a report: of the data and the trained networks of a run. */
export function runReportSource(
  run: OpenedRun,
  report: ValueReport,
  options: { data: DataOptions; signal: AbortSignal },
): ReportSource {
  const { program, manifest } = run;
  const trainers = new Set(report.networks.map(({ from }) => from));
  let simulated = manifest.phases.some((phase) => phase.simulated && trainers.has(phase.name));
  return {
    graph: program.name,
    async values(wanted, examples) {
      const found = await evaluateRunWires(
        run,
        {
          name: report.name,
          data: report.data!,
          wires: report.wires,
          wanted: wanted.map(({ wire }) => wire),
          networks: report.networks,
          ...(examples === null || typeof examples === 'number'
            ? { count: examples }
            : { count: null, examples: [...examples] }),
        },
        options,
      );
      simulated ||= found.simulated;
      return found.rows;
    },
    async decode(input) {
      const { name, input: inputName } = report.model!;
      const [first] = await predictWithRun(run, name, { [inputName]: input }, { signal: options.signal });
      return first!.values;
    },
    draw: (from, range, count) => reportDraws(program, report.name, from, range, count),
    random() {
      let position = 0;
      let numbers: Float32Array = new Float32Array(0);
      return () => {
        if (position === numbers.length) {
          // Twice as many each time: the stream is read from its beginning.
          numbers = reportDraws(program, report.name, 'uniform', [0, 1], Math.max(1024, 2 * position));
        }
        position += 1;
        return numbers[position - 1]!;
      };
    },
    simulated: () => simulated,
  };
}

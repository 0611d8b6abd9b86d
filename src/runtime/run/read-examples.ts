import { availableParallelism } from 'node:os';
import type { DataUse, ExampleWires, Program } from '../../compiler/index.js';
import { BASE_ENGINE, type DataOptions, type NoticeHandler } from '../api/index.js';
import { runJob, type ExamplesResult } from '../jobs/index.js';

/**
 * Examples as training sees them in its first epoch: augmented, paired, with the fields that data sets add. In the order
 * of the phase that trains on them first, or in their own. Nothing is stored. Throws JobFailedError (data that can't be
 * had) or JobStoppedError.
 */
export async function readExamples(
  program: Program,
  {
    use,
    fields,
    count,
    data,
    signal,
  }: {
    use: DataUse;
    fields: ExampleWires;
    count: number;
    data: DataOptions;
    signal?: AbortSignal;
  },
  notice: NoticeHandler,
): Promise<ExamplesResult & { phase: string | null }> {
  const phase = program.phases.find(
    (one) => one.data.dataset === use.dataset && one.data.split === use.split,
  );
  const result = await runJob(
    {
      task: 'examples',
      program,
      data,
      engine: BASE_ENGINE,
      threads: availableParallelism(),
      use,
      wires: fields.wires,
      wanted: fields.fields.map(({ wire }) => wire),
      count,
      order: phase ? { stream: phase.stream } : null,
      labels: fields.fields.flatMap(({ name, type, isStored }) =>
        type.role === 'label' && isStored ? [name] : [],
      ),
    },
    {
      event: (event) => {
        if (event.event === 'notice') notice(event.message, event.level);
      },
      stop: signal,
    },
  );
  return { ...result, phase: phase?.name ?? null };
}

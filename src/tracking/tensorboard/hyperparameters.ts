/** A run's settings for TensorBoard's HParams: one session, and the figures that it is compared by. */
import type { RunFacts, Setting } from '../run-facts.js';
import type { SummaryValue } from './event-file.js';
import { proto } from './generated/index.js';

const DATA_TYPES = { string: 1, boolean: 2, number: 3 } as const;
const DT_FLOAT = 1;
const STATUS = { unknown: 0, success: 1, failure: 2 } as const;

/** The tag of an evaluation's figure. */
export const evaluationTag = (name: string): string => `evaluate/${name}`;

/** @param groups figures by the folder below the run's that they are in, which is empty for the run's own */
export function hyperparameterSummaries(
  { graph, run, settings, startedMs, endedMs, status }: RunFacts,
  figures: readonly { group: string; tag: string }[],
): SummaryValue[] {
  const hparams = Object.fromEntries(settings.map(({ name, value }) => [name, valueOf(value)]));
  return [
    summary('experiment', {
      experiment: {
        name: graph,
        hparam_infos: settings.map(({ name, value }) => ({ name, type: DATA_TYPES[typeOf(value)] })),
        metric_infos: figures.map((name) => ({ name })),
      },
    }),
    summary('session_start_info', {
      session_start_info: { hparams, group_name: run, start_time_secs: startedMs / 1000 },
    }),
    summary('session_end_info', {
      session_end_info: {
        status:
          status === 'done' || status === 'missed'
            ? STATUS.success
            : status === 'failed'
              ? STATUS.failure
              : STATUS.unknown,
        end_time_secs: endedMs / 1000,
      },
    }),
  ];
}

const typeOf = (value: Setting['value']) => typeof value as keyof typeof DATA_TYPES;

const valueOf = (value: Setting['value']): proto.Value.$Properties =>
  typeof value === 'number'
    ? { number_value: value }
    : typeof value === 'boolean'
      ? { bool_value: value }
      : { string_value: value };

const summary = (tag: string, data: proto.HParamsPluginData.$Properties): SummaryValue => ({
  tag: `_hparams_/${tag}`,
  // Only the metadata say something.
  tensor: { dtype: DT_FLOAT, tensor_shape: { dim: [{ size: 0 }] } },
  metadata: {
    plugin_data: { plugin_name: 'hparams', content: proto.HParamsPluginData.encode(data).finish() },
  },
});

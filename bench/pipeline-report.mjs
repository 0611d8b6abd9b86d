/** Report of two runs of the pipeline: as data for `--json`, and as tables. */
import { digits, mebibytes, table } from './markdown-table.mjs';

/**
 * The same metric in both programs: its title in the table, its path in lagraph's events (`phase/metric`, or an
 * evaluation), its path in the peer's lines (`phase/figure`).
 */
const FIGURES = [
  ['classify_mnist: loss', 'classify_mnist/val.loss', 'classify_mnist/val_loss'],
  ['classify_mnist: accuracy', 'classify_mnist/val.accuracy', 'classify_mnist/val_accuracy'],
  ['classify_signs: loss', 'classify_signs/val.loss', 'classify_signs/val_loss'],
  ['classify_signs: accuracy', 'classify_signs/val.accuracy', 'classify_signs/val_accuracy'],
  ['denoise_mnist: loss', 'denoise_mnist/val.loss', 'denoise_mnist/val_loss'],
  ['decode_signs: loss', 'decode_signs/val.loss', 'decode_signs/val_loss'],
  ['link: loss', 'link/val.loss', 'link/val_loss'],
  ['noisy_digits_read', 'noisy_digits_read', 'denoise_mnist/noisy_accuracy'],
  ['denoised_digits_read', 'denoised_digits_read', 'denoise_mnist/denoised_accuracy'],
  ['rebuilt_signs_read', 'rebuilt_signs_read', 'decode_signs/rebuilt_accuracy'],
  ['reads_as_its_sign', 'reads_as_its_sign', 'translate/accuracy'],
];

/** Seconds by phase and metrics by path, from the events of `lagraph run --json`. */
export function fromEvents(events) {
  const phases = {};
  const figures = {};
  for (const event of events) {
    if (event.event === 'phase') {
      phases[event.name] = event.seconds;
      for (const [metric, value] of Object.entries(event.metrics)) figures[`${event.name}/${metric}`] = value;
    }
    if (event.event === 'evaluate') figures[event.name] = event.value;
  }
  return { phases, figures };
}

/** The same from the lines of keras_pipeline.py, with its versions. */
export function fromLines(lines) {
  const phases = {};
  const figures = {};
  for (const { phase, seconds, ...rest } of lines) {
    if (phase === undefined) continue;
    phases[phase] = seconds;
    for (const [figure, value] of Object.entries(rest)) figures[`${phase}/${figure}`] = value;
  }
  return { phases, figures, version: lines.at(-1)?.versions ?? 'unknown' };
}

/**
 * @param own `{seconds, peakBytes, phases, figures}` of lagraph, and `peer` likewise
 * @returns `ratio` is lagraph's seconds divided by the peer's
 */
export function pipelineReport(own, peer) {
  const names = [...new Set([...Object.keys(peer.phases), ...Object.keys(own.phases)])];
  const both = (of) => ({ lagraph: of(own) ?? null, peer: of(peer) ?? null });
  return {
    seconds: both(({ seconds }) => seconds),
    ratio: own.seconds / peer.seconds,
    peak_bytes: both(({ peakBytes }) => peakBytes),
    phases: names.map((phase) => ({ phase, ...both(({ phases }) => phases[phase]) })),
    figures: FIGURES.map(([figure, ownPath, peerPath]) => ({
      figure,
      lagraph: own.figures[ownPath] ?? null,
      peer: peer.figures[peerPath] ?? null,
    })),
  };
}

const places = (value) => (value === null ? '–' : value.toFixed(4));

export function pipelineTables({ seconds, ratio, peak_bytes: peak, phases, figures }) {
  const heads = (what) => [what, 'lagraph', 'peer'];
  const memory =
    peak.lagraph === null
      ? 'Memory is not measured: that takes the /proc of Linux.'
      : `Memory: the greatest sum of proportional set sizes of all processes of a side.`;
  return [
    table(
      [...heads('whole pipeline'), 'lagraph / peer'],
      [
        ['seconds', digits(seconds.lagraph), digits(seconds.peer), ratio.toFixed(2)],
        [
          'peak memory, MiB',
          mebibytes(peak.lagraph),
          mebibytes(peak.peer),
          peak.lagraph === null ? '–' : (peak.lagraph / peak.peer).toFixed(2),
        ],
      ],
    ),
    memory,
    table(
      heads('seconds of a phase'),
      phases.map(({ phase, lagraph, peer }) => [phase, digits(lagraph), digits(peer)]),
    ),
    table(
      heads('figure'),
      figures.map(({ figure, lagraph, peer }) => [figure, places(lagraph), places(peer)]),
    ),
  ].join('\n\n');
}

import { formatFigure } from '../../report/index.js';
import type { ComparedFigure, ComparedGroup } from '../comparison.js';

/** `0.9312 ± 0.0021`; empty if there is no value. */
export const figureCell = (figure: ComparedFigure | undefined): string =>
  figure
    ? `${formatFigure(figure.mean)}${figure.spread === null ? '' : ` ± ${formatFigure(figure.spread)}`}`
    : '';

/** `3`, or `3, 4, 5`. */
export const seedsText = ({ runs }: ComparedGroup): string => runs.map(({ seed }) => seed).join(', ');

/** What was asked for: `quick  epochs=3`. Seeds have their own place. */
export const askedText = ({ profile, overrides }: ComparedGroup): string =>
  [...(profile === null ? [] : [profile]), ...overrides.filter((one) => !/^seeds?=/.test(one))].join('  ');

export const isSimulated = ({ runs }: ComparedGroup): boolean => runs.some(({ simulated }) => simulated);

export const statusText = ({ runs }: ComparedGroup): string =>
  [...new Set(runs.map(({ status }) => status))].join(', ');

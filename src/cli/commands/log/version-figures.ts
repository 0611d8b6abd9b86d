import type { Program } from '../../../compiler/index.js';
import { formatFigure } from '../../../report/index.js';
import { figureIdentities } from './figure-identities.js';
import type { KnownFigure } from './known-figures.js';

/** The figures of a version that some run of the store has, by name. */
export type VersionFigures = ReadonlyMap<string, KnownFigure>;

/** The evaluations of a version; of a graph that has none, the figures of its phases on validation data, or their losses. */
export function figuresOfVersion(
  program: Program | undefined,
  known: ReadonlyMap<string, KnownFigure>,
): VersionFigures {
  if (!program) return new Map();
  const all = figureIdentities(program);
  const ofKind = (kind: 'evaluation' | 'phase', wanted: (figure: string) => boolean) =>
    all.filter((one) => one.kind === kind && wanted(one.figure ?? ''));
  const chosen = [
    ofKind('evaluation', () => true),
    ofKind('phase', (figure) => figure.startsWith('val.')),
    ofKind('phase', (figure) => !figure.startsWith('loss/')),
  ].find((some) => some.length > 0);
  return new Map(
    (chosen ?? []).flatMap(({ name, identity }) => {
      const found = known.get(identity);
      return found ? [[name, found]] : [];
    }),
  );
}

/** `accuracy 0.9100 -> 0.9400`, of figures that differ from those of the version before or that it does not have. */
export function changedFigures(
  before: VersionFigures,
  after: VersionFigures,
): { text: string; simulated: boolean }[] {
  return [...after].flatMap(([name, { value, simulated }]) => {
    const old = before.get(name);
    if (old?.value === value) return [];
    const values = [...(old ? [old.value] : []), value].map(formatFigure);
    return [{ text: `${name} ${values.join(' -> ')}`, simulated: simulated || old?.simulated === true }];
  });
}

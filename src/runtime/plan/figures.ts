/**
 * The figures of a phase (losses and metrics, of training and of validation) stand beside its weights, not in their key.
 * Each has a key of its own, so that it is found in an artifact whatever it is called, and those of validation can be
 * computed later from the weights that were kept.
 */
import type { Phase } from '../../compiler/index.js';
import { nullPrototypeRecord, ownValue } from '../../records/index.js';
import type { EpochRecord } from '../api/index.js';
import type { Artifact, FigureKey } from '../store/index.js';
import { hashKey, type SourceHashLookup, type TensorsHashLookup } from './artifact-keys.js';

const isValidationFigure = (name: string): boolean => name.startsWith('val.');

/** The keys of a phase's figures, in their order; its parents are trained. */
export function figureKeysOf(
  { fingerprint }: Phase,
  sourceHash: SourceHashLookup,
  tensorsHash: TensorsHashLookup,
): FigureKey[] {
  const { figures, figureSources, figureParents } = fingerprint;
  return Object.entries(figures).map(([name, own]) => ({
    name,
    key: hashKey({
      kind: 'figure',
      figure: own,
      sources: (ownValue(figureSources, name) ?? []).map(sourceHash),
      parents: (ownValue(figureParents, name) ?? []).map(tensorsHash),
    }),
  }));
}

/** The key of a figure that is computed from weights that a phase has left. */
export const keyOfLaterFigure = (figure: string, { key, networks }: Artifact): string =>
  hashKey({
    kind: 'later figure',
    figure,
    phase: key,
    networks: networks?.map((network) => network?.sha256 ?? null) ?? [],
  });

/** Renames figures: from the names that they were recorded under to those that they have now. */
export function renameFigures(
  metrics: Readonly<Record<string, number>>,
  recorded: readonly FigureKey[],
  wanted: readonly FigureKey[],
): Record<string, number> {
  const names = new Map(recorded.map(({ name, key }) => [key, name]));
  const known = new Set(recorded.map(({ name }) => name));
  const renamed = nullPrototypeRecord<number>();
  for (const { name, key } of wanted) {
    const value = ownValue(metrics, names.get(key) ?? '');
    if (value !== undefined) renamed[name] = value;
  }
  for (const [name, value] of Object.entries(metrics)) if (!known.has(name)) renamed[name] = value;
  return renamed;
}

/** A phase's figures as an artifact has them. */
export interface RecordedFigures {
  history: EpochRecord[];
  /** Those of the epoch that was kept. */
  metrics: Record<string, number>;
  /** Figures of validation that the artifact lacks: they are computed from the weights that were kept. */
  later: FigureKey[];
  /** Figures of training that the artifact lacks. */
  notRecorded: string[];
}

/** What an artifact has recorded of the figures that a phase has now, under their present names. */
export function figuresOfArtifact(artifact: Artifact, wanted: readonly FigureKey[]): RecordedFigures {
  const recorded = artifact.figures ?? [];
  const keys = new Set(recorded.map(({ key }) => key));
  const missing = wanted.filter(({ key }) => !keys.has(key));
  const rename = (metrics: Record<string, number>) => renameFigures(metrics, recorded, wanted);
  return {
    history: artifact.epochs.map((epoch) => ({ ...epoch, metrics: rename(epoch.metrics) })),
    metrics: rename(artifact.metrics),
    later: missing.filter(({ name }) => isValidationFigure(name)),
    notRecorded: missing.filter(({ name }) => !isValidationFigure(name)).map(({ name }) => name),
  };
}

/** Figures with the values that were computed later, of the epoch whose weights they were computed from. */
export function withLaterFigures(
  { history, metrics, notRecorded }: Omit<RecordedFigures, 'later'>,
  kept: number,
  values: ReadonlyMap<string, number>,
): Omit<RecordedFigures, 'later'> {
  const add = (before: Record<string, number>) => nullPrototypeRecord([...Object.entries(before), ...values]);
  return {
    history: history.map((one) => (one.epoch === kept ? { ...one, metrics: add(one.metrics) } : one)),
    metrics: add(metrics),
    notRecorded,
  };
}

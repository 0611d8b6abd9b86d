import type { Program } from '../compiler/index.js';
import { type ExpressionWriter, type Origins, createExpressionWriter, createOrigins } from './text/index.js';
import {
  type Correspondence,
  type Interner,
  createInterner,
  findCorrespondence,
  foldFields,
  modelNumber,
  renameProgram,
} from './match/index.js';
import type { DiffOptions } from './diff-types.js';

/** Two programs under one set of names, with what the sections need to compare them. */
export interface Comparison {
  correspondence: Correspondence;
  /** A under B's names; networks that B splits are split. */
  a: Program;
  /** B, where networks that it joins of A's are split as they were. */
  b: Program;
  /** As they are. */
  original: { a: Program; b: Program };
  /** Shared numbers of structures. */
  interner: Interner;
  /** Write wires as expressions: without models, with those that are the same on both sides, with all of one side. */
  writers: { none: ExpressionWriter; common: ExpressionWriter; a: ExpressionWriter; b: ExpressionWriter };
  origins: { a: Origins; b: Origins };
}

export function comparePrograms(a: Program, b: Program, { documents }: DiffOptions): Comparison {
  const correspondence = findCorrespondence(a, b);
  const renamed = foldFields(renameProgram(a, correspondence));
  const { joins } = correspondence;
  const divided = foldFields(
    joins.length === 0
      ? b
      : renameProgram(b, {
          ...correspondence,
          networks: new Map(),
          models: new Map(),
          datasets: new Map(),
          fields: new Map(),
          phases: new Map(),
          evaluations: new Map(),
          splits: joins,
        }),
  );
  const interner = createInterner();
  const numbers = new Map(renamed.models.map((model) => [model.name, modelNumber(model, interner)]));
  const common = divided.models.filter((model) => numbers.get(model.name) === modelNumber(model, interner));
  return {
    correspondence,
    a: renamed,
    b: divided,
    original: { a, b },
    interner,
    writers: {
      none: createExpressionWriter([], divided.networks),
      common: createExpressionWriter(common, [...renamed.networks, ...divided.networks]),
      a: createExpressionWriter(renamed.models, renamed.networks),
      b: createExpressionWriter(divided.models, divided.networks),
    },
    origins: { a: createOrigins(documents?.a, a.params), b: createOrigins(documents?.b, b.params) },
  };
}

export type EntryPair<T> = { a: T; b: T } | { a: undefined; b: T } | { a: T; b: undefined };

/** Entries of one kind in B's order, with their counterpart in A; then those that are gone. */
export function pairEntries<T extends { name: string }>(
  before: readonly T[],
  after: readonly T[],
): EntryPair<T>[] {
  const old = new Map(before.map((entry) => [entry.name, entry]));
  const now = new Set(after.map(({ name }) => name));
  return [
    ...after.map((b): EntryPair<T> => {
      const a = old.get(b.name);
      return a ? { a, b } : { a: undefined, b };
    }),
    ...before.filter(({ name }) => !now.has(name)).map((a): EntryPair<T> => ({ a, b: undefined })),
  ];
}

/** Words that say what is done to a weight as it is trained: regularizers and constraints. */
import type { ResolvedArguments, Shape, Tensor, TfCore } from './definition-types.js';
import { Type, type Static, type TObject } from './typebox-builders.js';
import { nullPrototypeRecord } from '../records/index.js';

export interface WeightRuleWord {
  kind: 'regularizer' | 'constraint';
  /** Keras's class name. */
  name: string;
  summary: string;
  args: TObject;
  /** The argument that may be written without its name: `{L2: 0.01}`. */
  main?: string;
  /** What is wrong with a weight of this shape; null if nothing is. */
  problem?(shape: Shape, args: ResolvedArguments): string | null;
  /** Of a regularizer: a scalar, which is added to the loss. Of a constraint: the weight that takes its place. */
  apply(tf: TfCore, weight: Tensor, args: ResolvedArguments): Tensor;
}

/** A word and its arguments, with all defaults. */
export interface WeightRuleUse {
  name: string;
  args: ResolvedArguments;
}

/** Defines a word whose rules receive typed arguments. */
export const defineWeightRule = <A extends TObject>(
  word: Omit<WeightRuleWord, 'args' | 'problem' | 'apply'> & {
    args: A;
    problem?(shape: Shape, args: Static<A>): string | null;
    apply(tf: TfCore, weight: Tensor, args: Static<A>): Tensor;
  },
): WeightRuleWord => word as unknown as WeightRuleWord;

/** A layer's argument: a word as it is, with its main argument, or with arguments by name. Absent: none. */
export const weightRuleArgument = (words: ReadonlyMap<string, WeightRuleWord>, description: string) =>
  Type.Optional(
    Type.Union(
      [
        Type.Unsafe<string>(Type.Union([...words.keys()].map((name) => Type.Literal(name)))),
        Type.Object(
          Object.fromEntries(
            [...words].map(([name, { args, main }]) => {
              // Defaults are filled in by `resolveWeightRule`.
              const named = Type.Partial(args, { additionalProperties: false });
              const alone = main === undefined ? null : (args.properties[main] as never);
              return [name, Type.Optional(alone ? Type.Union([alone, named]) : named)];
            }),
          ),
          { additionalProperties: false, minProperties: 1, maxProperties: 1 },
        ),
      ],
      { description },
    ),
  );

/** The word with its defaults filled in; undefined if there is none. */
export function resolveWeightRule(
  words: ReadonlyMap<string, WeightRuleWord>,
  written: unknown,
): WeightRuleUse | undefined {
  if (written === undefined || written === null) return undefined;
  const [name, given] =
    typeof written === 'string' ? [written, {}] : Object.entries(written as Record<string, unknown>)[0]!;
  const { args: schema, main } = words.get(name)!;
  const args = nullPrototypeRecord<unknown>();
  for (const [argument, { default: standard }] of Object.entries<{ default?: unknown }>(schema.properties))
    args[argument] = standard;
  const named = typeof given === 'object' && given !== null ? given : { [main!]: given };
  return { name, args: { ...args, ...(named as Record<string, unknown>) } };
}

/** Arguments that several layers share. */
import { Type, type Static } from '../typebox-builders.js';
import { initializers } from '../initializers/index.js';
import type { WeightRule } from '../definition-types.js';
import { nullPrototypeRecord } from '../../records/index.js';

/** An initializer: its name, or its name with arguments (`random_normal: {stddev: 0.1}`). */
export const initializerArgument = (defaultInitializer: string, weightDescription: string) =>
  Type.Union(
    [
      Type.Unsafe<string>(Type.Union([...initializers.keys()].map((name) => Type.Literal(name)))),
      Type.Object(
        Object.fromEntries(
          [...initializers].map(([name, { args }]) => [
            name,
            // Defaults are filled in by `resolveInitializer`.
            Type.Optional(Type.Partial(args, { additionalProperties: false })),
          ]),
        ),
        { additionalProperties: false, minProperties: 1, maxProperties: 1 },
      ),
    ],
    {
      default: defaultInitializer,
      description: `How ${weightDescription} starts: an initializer, alone or with its arguments.`,
      shared: 'initial_values',
    },
  );

type WrittenInitializer = Static<ReturnType<typeof initializerArgument>>;

/** The initializer with its defaults filled in. */
export function resolveInitializer(written: WrittenInitializer): WeightRule['initializer'] {
  const [name = 'zeros', given = {}] =
    typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? []);
  const args = nullPrototypeRecord<unknown>();
  for (const [argument, schema] of Object.entries(initializers.get(name)?.args.properties ?? {})) {
    args[argument] = (schema as { default?: unknown }).default;
  }
  return { name, args: { ...args, ...(given as Record<string, unknown>) } };
}

/** A weight trained by gradient. */
export const trainableWeight = (
  name: string,
  shape: readonly number[],
  initializer: WrittenInitializer,
): WeightRule => ({
  name,
  shape,
  initializer: resolveInitializer(initializer),
  trainable: true,
});

const positiveInteger = (maximum?: number) => Type.Integer({ minimum: 1, ...(maximum ? { maximum } : {}) });

/** An integer for both dimensions, or [height, width]. */
export const sizeArgument = (options: { default?: number | null; description: string }) => {
  const both = [positiveInteger(), Type.Array(positiveInteger(), { minItems: 2, maxItems: 2 })] as const;
  return Type.Union([...both], options);
};

/** A size, or null for the size of the pooling window. */
export const poolStridesArgument = Type.Union(
  [positiveInteger(), Type.Array(positiveInteger(), { minItems: 2, maxItems: 2 }), Type.Null()],
  { default: null, description: 'Steps of the window; null for its size.' },
);

export const paddingArgument = Type.Union([Type.Literal('valid'), Type.Literal('same')], {
  default: 'valid',
  description:
    '`same` pads the input with zeros, so that with strides of 1 the size stays; `valid` pads nothing.',
});

export const poolPaddingArgument = Type.Union([Type.Literal('valid'), Type.Literal('same')], {
  default: 'valid',
  description: '`same` lets windows reach over the edge; `valid` uses whole windows alone.',
});

export const useBiasArgument = Type.Boolean({ default: true, description: 'Whether a bias is added.' });

/** Expands a number for both dimensions to a pair. */
export function toPair(value: number | readonly number[]): [number, number] {
  if (typeof value === 'number') return [value, value];
  return [value[0] ?? 1, value[1] ?? value[0] ?? 1];
}

/** A layer without arguments. */
export const noArguments = Type.Object({}, { additionalProperties: false });

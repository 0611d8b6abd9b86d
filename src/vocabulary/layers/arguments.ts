/** Arguments that several layers have. */
import { Type, type Static } from '../schema.js';
import { initializers } from '../initializers/index.js';
import type { WeightRule } from '../types.js';
import { byName } from '../../names/index.js';

/** An initializer: its name, or its name with arguments (`random_normal: {stddev: 0.1}`). */
export const initializerArgument = (fallback: string, what: string) =>
  Type.Union(
    [
      Type.Unsafe<string>(Type.Union([...initializers.keys()].map((name) => Type.Literal(name)))),
      Type.Object(
        Object.fromEntries(
          [...initializers].map(([name, { args }]) => [
            name,
            // Defaults are filled in by `initializerOf`.
            Type.Optional(Type.Partial(args, { additionalProperties: false })),
          ]),
        ),
        { additionalProperties: false, minProperties: 1, maxProperties: 1 },
      ),
    ],
    { default: fallback, description: `How ${what} starts: an initializer, alone or with its arguments.` },
  );

type WrittenInitializer = Static<ReturnType<typeof initializerArgument>>;

/** The initializer with all of its arguments. */
export function initializerOf(written: WrittenInitializer): WeightRule['initializer'] {
  const [name = 'zeros', given = {}] =
    typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? []);
  const args = byName<unknown>();
  for (const [argument, schema] of Object.entries(initializers.get(name)?.args.properties ?? {})) {
    args[argument] = (schema as { default?: unknown }).default;
  }
  return { name, args: { ...args, ...(given as Record<string, unknown>) } };
}

/** A weight that gradients move. */
export const trained = (name: string, shape: readonly number[], how: WrittenInitializer): WeightRule => ({
  name,
  shape,
  initializer: initializerOf(how),
  trainable: true,
});

const positive = (maximum?: number) => Type.Integer({ minimum: 1, ...(maximum ? { maximum } : {}) });

/** A whole number for both sides, or [height, width]. */
export const sizeArgument = (options: { default?: number | null; description: string }) => {
  const both = [positive(), Type.Array(positive(), { minItems: 2, maxItems: 2 })] as const;
  return Type.Union([...both], options);
};

/** As a size, or null for the size of the window. */
export const stridesOfPool = Type.Union(
  [positive(), Type.Array(positive(), { minItems: 2, maxItems: 2 }), Type.Null()],
  { default: null, description: 'Steps of the window; null for its size.' },
);

export const padding = Type.Union([Type.Literal('valid'), Type.Literal('same')], {
  default: 'valid',
  description:
    '`same` pads the input with zeros, so that with strides of 1 the size stays; `valid` pads nothing.',
});

export const poolPadding = Type.Union([Type.Literal('valid'), Type.Literal('same')], {
  default: 'valid',
  description: '`same` lets windows reach over the edge; `valid` uses whole windows alone.',
});

export const useBias = Type.Boolean({ default: true, description: 'Whether a bias is added.' });

/** A number for both sides as a pair. */
export function pair(value: number | readonly number[]): [number, number] {
  if (typeof value === 'number') return [value, value];
  return [value[0] ?? 1, value[1] ?? value[0] ?? 1];
}

/** A layer without arguments. */
export const noArguments = Type.Object({}, { additionalProperties: false });

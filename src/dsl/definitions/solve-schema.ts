/** What a phase solves for without gradients. */
import { Type, type TSchema } from 'typebox';
import { solvers, type SolverDefinition } from '../../vocabulary/index.js';
import {
  choiceSchema,
  conditionalSchema,
  expressionSchema,
  hasKey,
  mapSchema,
  numberSchema,
} from './schema-builders.js';

const METHODS = [...solvers.keys()];

interface ArgumentSchema {
  type?: string;
  anyOf?: readonly { const: string }[];
  description: string;
  default: unknown;
  minimum?: number;
}

/** An argument of a method as a schema of graphs. */
function argumentSchema(argument: TSchema): TSchema {
  const { type, anyOf, description: text, default: standard, minimum } = argument as ArgumentSchema;
  if (anyOf) {
    const words = anyOf.map((one) => one.const);
    return choiceSchema(words, text, { default: standard, standIn: words[0]! });
  }
  if (type === 'boolean') return Type.Boolean({ description: text, default: standard });
  return numberSchema(text, { least: minimum ?? 0, default: standard, standIn: minimum ?? 0 });
}

const methodSchema = ({ name, summary, second, args }: SolverDefinition): TSchema =>
  mapSchema(
    {
      [name]: mapSchema(
        {
          inputs: expressionSchema('What it is fitted on: a value of each example.'),
          ...(second ? { [second.key]: expressionSchema(second.description) } : {}),
        },
        Object.fromEntries(Object.entries(args.properties).map(([key, one]) => [key, argumentSchema(one)])),
        { title: `Values and arguments of ${name}`, description: summary },
      ),
    },
    {},
    { title: `Solution by ${name}`, otherForms: METHODS },
  );

const [first, ...others] = [...solvers.values()].sort((a, b) =>
  a.name === 'ridge' ? -1 : b.name === 'ridge' ? 1 : 0,
);

export const solveSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    others.reverse().map((solver) => [hasKey(solver.name), methodSchema(solver)] as const),
    methodSchema(first!),
  ),
  title: 'Solution',
  description:
    'What fills the weights without gradients, in one pass over the data (kmeans in several): a method with the values that it is fitted on.',
  expected: `a map with ${METHODS.map((name) => `\`${name}\``)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1')}`,
});

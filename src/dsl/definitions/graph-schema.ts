import { Type, type TSchema } from 'typebox';
import { dataSchema } from './data-schema.js';
import {
  inputShapeSchema,
  loadMapSchema,
  loadSchema,
  modelSchema,
  networkSchemas,
  shapeSchema,
} from './network-schema.js';
import {
  conditionalSchema,
  definitionRef,
  expressionSchema,
  fullNameRecordSchema,
  fullNameSchema,
  isList,
  isMap,
  mapSchema,
  recordSchema,
  textSchema,
} from './schema-builders.js';
import { importSchema } from './import-schema.js';
import { FUNCTION_SIGNATURE_PATTERN } from '../names/index.js';
import { planSchemas } from './plan-schema.js';
import type { WordSchemas } from './word-schemas.js';

const MOST_SEEDS = 1000;

/** How many seeds, or which. */
const seedsSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isList,
        Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
          minItems: 1,
          maxItems: MOST_SEEDS,
        }),
      ],
    ],
    Type.Integer({ minimum: 1, maximum: MOST_SEEDS }),
  ),
  description:
    'Everything is trained once for each of so many seeds, from `seed` on, or for each of a list; evaluations are the mean over them.',
  expected: 'a number of seeds, or a list of them',
  standIn: 1,
  default: 1,
});

/** The structure of a graph file, as JSON Schema (draft 7). */
export function graphSchema(words: WordSchemas): TSchema {
  const section = (definition: string, description: string) =>
    fullNameRecordSchema(definitionRef(definition), description);
  return Type.Unsafe({
    ...mapSchema(
      {
        lagraph: Type.Unsafe({
          const: 1,
          description: 'Version of the language that the graph is written in.',
        }),
      },
      {
        name: Type.String({
          pattern: '\\S',
          description: 'Name of the graph, in runs and reports; by default that of its file.',
          standIn: 'graph',
        }),
        description: textSchema('What it is for, in a sentence.', { standIn: '', default: '' }),
        seed: Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description:
            'Everything random is drawn from it: first weights, the order of examples, dropout, noise. The same graph and seed train to the same bytes.',
          standIn: 0,
          default: 0,
        }),
        seeds: seedsSchema,
        imports: recordSchema(
          definitionRef('import'),
          'Parts of the graph, which are graphs in files of their own, by namespace.',
        ),
        words: Type.Array(
          Type.String({
            description: 'Path of a module, from the folder of the graph that it is written in.',
            expected: 'the path of a module of words',
          }),
          {
            description:
              "Modules with layers, functions, optimizers and sources of one's own. They are code: nothing of them runs before `lagraph trust`.",
            expected: 'a list of modules',
          },
        ),
        params: words.parameters,
        profiles: words.profiles,
        templates: words.templates,
        data: section('data', 'What there is to learn from: data sets by name.'),
        networks: section('network', 'What holds weights: networks by name.'),
        models: section('model', 'How networks are wired: models by name.'),
        functions: recordSchema(
          expressionSchema('What the function is, over its parameters.'),
          'Functions of the graph, by name and parameters: `distance(a, b): "sum(square(a - b), axis=-1)"`.',
          0,
          FUNCTION_SIGNATURE_PATTERN,
        ),
        plan: section('phase', 'What is trained, on what, towards what: phases by name.'),
        evaluate: recordSchema(
          definitionRef('evaluation'),
          'What is measured when all is trained: evaluations by name.',
        ),
        report: Type.Array(definitionRef('report'), {
          description: 'What people look at: pictures and curves.',
          expected: 'a list of reports',
        }),
      },
      {
        title: 'Graph',
        description: 'A lagraph graph: data, networks, how they are wired, and how they are trained.',
      },
    ),
    $defs: {
      ...networkSchemas(words),
      shape: shapeSchema,
      input_shape: inputShapeSchema,
      expression: expressionSchema('Names, numbers, calls and arithmetic over tensors.', {
        title: 'Expression',
      }),
      import: importSchema,
      model: modelSchema,
      load: loadSchema,
      start: Type.Unsafe({
        ...conditionalSchema(
          [[isMap, loadMapSchema]],
          fullNameSchema('A network with the same layers, or a phase: this network as that phase left it.'),
        ),
        title: 'Start',
        description:
          'A network with the same layers, a phase (this network as that phase left it), or a file with weights.',
        expected: 'a network, a phase, or a map with `file`',
      }),
      data: dataSchema(words),
      ...planSchemas(words),
      ...words.definitions,
    },
  });
}

import { Type, type TSchema } from 'typebox';
import { dataSchema } from './data.js';
import { inputShape, modelSchema, networkSchemas, shape } from './networks.js';
import { expression, map, named, ref, text } from './parts.js';
import { planSchemas } from './plan.js';
import type { WordSchemas } from './words.js';

/** The structure of a graph file, as JSON Schema (draft 7). */
export function graphSchema(words: WordSchemas): TSchema {
  const section = (definition: string, description: string) => named(ref(definition), description);
  return Type.Unsafe({
    ...map(
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
        description: text('What it is for, in a sentence.', { standIn: '', default: '' }),
        seed: Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description:
            'Everything random is drawn from it: first weights, the order of examples, dropout, noise. The same graph and seed train to the same bytes.',
          standIn: 0,
          default: 0,
        }),
        params: words.parameters,
        profiles: words.profiles,
        data: section('data', 'What there is to learn from: data sets by name.'),
        networks: section('network', 'What holds weights: networks by name.'),
        models: section('model', 'How networks are wired: models by name.'),
        plan: section('phase', 'What is trained, on what, towards what: phases by name.'),
        evaluate: section('evaluation', 'What is measured when all is trained: evaluations by name.'),
        report: Type.Array(ref('report'), {
          description: 'What people look at: pictures and curves.',
          expected: 'a list of reports',
        }),
      },
      {
        title: 'Graph',
        description: 'A lagraph graph: data, networks, how they are wired, and how they are trained.',
        later: ['imports', 'templates'],
      },
    ),
    $defs: {
      ...networkSchemas(words),
      shape,
      input_shape: inputShape,
      expression: expression('Names, numbers, calls and arithmetic over tensors.', { title: 'Expression' }),
      model: modelSchema,
      data: dataSchema(words),
      ...planSchemas(words),
      ...words.definitions,
    },
  });
}

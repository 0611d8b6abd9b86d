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
      { lagraph: Type.Unsafe({ const: 1, description: 'Version of the language.' }) },
      {
        name: Type.String({ pattern: '\\S', description: 'Name of the graph.', standIn: 'graph' }),
        description: text('What it is for, in a sentence.', { standIn: '' }),
        seed: Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Everything random is drawn from it.',
          standIn: 0,
        }),
        params: Type.Unsafe({ description: 'Values that ${name} refers to.' }),
        profiles: Type.Unsafe({ description: 'Sets of values for --profile.' }),
        data: section('data', 'What there is to learn from.'),
        networks: section('network', 'What holds weights.'),
        models: section('model', 'How networks are wired.'),
        plan: section('phase', 'What is trained, in which phase, on what, towards what.'),
        evaluate: section('evaluation', 'What must be true afterwards.'),
        report: Type.Array(ref('report'), {
          description: 'What people look at.',
          expected: 'a list of reports',
        }),
      },
      { later: ['imports', 'templates'] },
    ),
    $defs: {
      ...networkSchemas(words),
      shape,
      input_shape: inputShape,
      expression: expression('Names, numbers, calls and arithmetic.'),
      model: modelSchema,
      data: dataSchema(words),
      ...planSchemas(words),
    },
  });
}

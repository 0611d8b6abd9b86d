import { Type, type TSchema } from 'typebox';
import {
  conditionalSchema,
  hasKey,
  isMap,
  mapSchema,
  nameSchema,
  fullNameSchema,
} from './schema-builders.js';

const fileSchema = Type.String({
  title: 'File of a part',
  description: 'Path of the graph, from the folder of the one that it is written in.',
  expected: 'the path of a graph',
});

const withSchema = (of: string): TSchema =>
  Type.Unsafe({
    type: 'object',
    description: `Values for parameters of the ${of}, by name.`,
    expected: 'a map of values by the names of parameters',
  });

const was = nameSchema(
  'Namespace that the part had before: with it a new one changes no random draw, and nothing is trained again.',
);

export const importSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        hasKey('use'),
        mapSchema(
          {
            use: fullNameSchema(
              'A template that makes a set of entries, which stand here under the namespace.',
            ),
          },
          { with: withSchema('template'), was },
          { title: 'Part made by a template', otherForms: ['from'] },
        ),
      ],
      [
        isMap,
        mapSchema(
          { from: fileSchema },
          { with: withSchema('part'), was },
          { title: 'Part with values for its parameters' },
        ),
      ],
    ],
    fileSchema,
  ),
  title: 'Import',
  description:
    'A part: the path of its file, or a map that gives values for its parameters as well; or what a template makes.',
  expected: 'the path of a graph, or a map with `from` or `use`',
});

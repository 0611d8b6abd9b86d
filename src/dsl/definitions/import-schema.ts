import { Type, type TSchema } from 'typebox';
import { conditionalSchema, isMap, mapSchema, nameSchema } from './schema-builders.js';

const fileSchema = Type.String({
  title: 'File of a part',
  description: 'Path of the graph, from the folder of the one that it is written in.',
  expected: 'the path of a graph',
});

export const importSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          { from: fileSchema },
          {
            with: Type.Unsafe({
              type: 'object',
              description: 'Values for parameters of the part, by name.',
              expected: 'a map of values by the names of parameters',
            }),
            was: nameSchema(
              'Namespace that the part had before: with it a new one changes no random draw, and nothing is trained again.',
            ),
          },
          { title: 'Part with values for its parameters' },
        ),
      ],
    ],
    fileSchema,
  ),
  title: 'Import',
  description: 'A part: the path of its file, or a map that gives values for its parameters as well.',
  expected: 'the path of a graph, or a map with `from`',
});

/** The use of a template, in the schema for editors. */
import { Type } from 'typebox';
import { definitionRef, hasKey } from '../definitions/index.js';

/** What stands instead of anything that a template can make; `check` looks at it. */
export const TEMPLATE_USE = Type.Unsafe({
  title: 'Use of a template',
  description: 'What a template makes, with values for its parameters.',
  type: 'object',
  required: ['use'],
  properties: {
    use: {
      title: 'use',
      type: 'string',
      description: 'The template whose text stands here; one of a part has its namespace before it.',
    },
    with: {
      title: 'with',
      type: 'object',
      description: 'Values for parameters of the template, by name.',
    },
  },
});

/** Definitions of what no template makes. */
const NOT_MADE =
  /^(activation|initial_values|import|parameter|profile|reference|loop|template.*|arguments_of_.*)$/;

export const usable = (name: string, schema: unknown): unknown => {
  if (NOT_MADE.test(name)) return schema;
  const { title, description, ...rest } = schema as { title?: string; description?: string };
  return {
    if: hasKey('use'),
    then: definitionRef('template_use'),
    else: rest,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
};

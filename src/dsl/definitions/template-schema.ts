import { Type, type TSchema } from 'typebox';
import {
  conditionalSchema,
  definitionRef,
  fullNameRecordSchema,
  hasKey,
  mapSchema,
  textSchema,
} from './schema-builders.js';

const beside = () => ({
  help: textSchema('What it is, for people.'),
  params: Type.Unsafe({
    type: 'object',
    description: 'Its parameters, which `${name}` refers to in its text.',
    propertyNames: { pattern: '^[A-Za-z_]\\w*$' },
    additionalProperties: definitionRef('template_parameter'),
  }),
});

const section = (definition: string, description: string): TSchema =>
  fullNameRecordSchema(definitionRef(definition), description);

const forms: Readonly<Record<string, readonly [title: string, body: TSchema]>> = {
  layers: [
    'Template of layers',
    Type.Unsafe({
      type: 'array',
      items: definitionRef('layer'),
      description: 'Layers that stand in a list of layers.',
      expected: 'a list of layers',
    }),
  ],
  network: ['Template of a network', definitionRef('network')],
  model: ['Template of a model', definitionRef('model')],
  data_set: ['Template of a data set', definitionRef('data')],
  phase: ['Template of a phase', definitionRef('phase')],
  evaluation: ['Template of an evaluation', definitionRef('evaluation')],
  value: [
    'Template of any value',
    Type.Unsafe({ description: 'Anything that stands somewhere in a graph.' }),
  ],
};

const sections = {
  data: section('data', 'Data sets that stand under a namespace.'),
  networks: section('network', 'Networks that stand under a namespace.'),
  models: section('model', 'Models that stand under a namespace.'),
  plan: section('phase', 'Phases that stand under a namespace.'),
};

/** A template as it is declared. Templates are put in before a graph is validated. */
export const templateSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    Object.entries(forms).map(
      ([key, [title, body]]) => [hasKey(key), mapSchema({ [key]: body }, beside(), { title })] as const,
    ),
    mapSchema({}, { ...beside(), ...sections }, { title: 'Template of entries' }),
  ),
  title: 'Template',
  description: 'What is written once, with parameters, and stands wherever the graph uses it.',
  expected: 'a template, a map',
});

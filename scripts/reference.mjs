/**
 * Writes docs/language.md: every word of the language, from the words' own definitions. Run it with
 * `npm run generate`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/** What an argument may be, in few words, from its schema. */
function kindOf(schema) {
  if ('const' in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' or ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kindOf))].join(' or ');
  switch (schema.type) {
    case 'array':
      return listOf(schema);
    case 'object':
      return 'a name with arguments';
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'null':
      return '`null`';
    default:
      return 'any value';
  }
}

function listOf({ items, minItems, maxItems }) {
  const each = Array.isArray(items) ? [...new Set(items.map(kindOf))].join(' or ') : kindOf(items ?? {});
  const count = minItems !== undefined && minItems === maxItems ? `list of ${minItems}` : 'list';
  return `${count} (each ${each})`;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const parts = [
    minimum !== undefined && `${minimum} or more`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    // A bound at the end of what whole numbers can be is none to speak of.
    maximum !== undefined && maximum < 2 ** 31 - 1 && `${maximum} or less`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Text in a cell of a table. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** Most values of a long list of alternatives say little; initializers are listed in a section of their own. */
function briefly(schema) {
  const literals = (schema.anyOf ?? []).flatMap((option) =>
    option.enum ? option.enum : (option.anyOf ?? [option]).filter((one) => 'const' in one),
  );
  return /initializer/i.test(schema.description ?? '') && literals.length > 6
    ? 'an initializer'
    : kindOf(schema);
}

function argumentsOf({ args, main }) {
  const required = new Set(args.required ?? []);
  const entries = Object.entries(args.properties ?? {});
  if (entries.length === 0) return [];
  const rows = entries.map(([name, schema]) => [
    `\`${name}\`${name === main ? ' (may stand alone)' : ''}`,
    briefly(schema),
    'default' in schema ? code(schema.default) : required.has(name) ? 'must be given' : '',
    schema.description ?? '',
  ]);
  return [table(['argument', 'is', 'default', ''], rows)];
}

const byName = (words) =>
  [...words.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));

const wordSections = (words) =>
  byName(words).flatMap((word) => [`### ${word.name}`, word.summary, ...argumentsOf(word)]);

function signature({ name, parameters, variadic, options }) {
  const tensors = parameters.map((parameter, i) => {
    const last = variadic && i === parameters.length - 1 ? ', ...' : '';
    return `${parameter.name}${parameter.optional ? '?' : ''}${last}`;
  });
  const byPosition = new Set(parameters.map((parameter) => parameter.name));
  const named = Object.entries(options.properties ?? {})
    .filter(([option]) => !byPosition.has(option))
    .map(([option, schema]) =>
      'default' in schema ? `${option}=${JSON.stringify(schema.default)}` : `${option}=`,
    );
  return `\`${name}(${[...tensors, ...named].join(', ')})\``;
}

const GROUPS = [
  ['loss', 'Losses', 'One value an example; the phase takes the mean.'],
  ['metric', 'Metrics', 'One value an example; the phase takes the mean.'],
  [
    'math',
    'Element by element',
    'The operators `+ - * / **` are `add`, `subtract`, `multiply`, `divide` and `pow`.',
  ],
  ['reduction', 'Reductions', ''],
  ['shape', 'Shapes', ''],
  ['gradient', 'Gradients', 'What they say going forward is what they are given; going back they differ.'],
  [
    'random',
    'Random draws',
    'Each use has a stream of its own, from the seed and its place in the graph: the same graph and seed draw the same.',
  ],
];

function functionSections(functions) {
  return GROUPS.flatMap(([group, title, about]) => {
    const members = byName(functions).filter((one) => one.group === group);
    if (members.length === 0) return [];
    const rows = members.map((one) => [signature(one), one.summary]);
    return [`### ${title}`, ...(about ? [about] : []), table(['function', ''], rows)];
  });
}

function sourceSections(sources) {
  return byName(sources).flatMap((source) => [
    `### ${source.name}`,
    source.summary,
    ...(source.simulated ? ['A simulator: whatever comes of it is marked as simulated.'] : []),
    ...argumentsOf(source),
    source.about,
  ]);
}

const INTRODUCTION = `# The words of the language

<!-- Made by \`npm run generate\` from the definitions in src/vocabulary. Don't edit. -->

What may stand in a graph. Names and arguments are Keras's, in snake case, and mean what they mean in Keras 3. An
argument that is marked "may stand alone" can be written by itself: \`Dropout: 0.2\` is \`Dropout: {rate: 0.2}\`. How
words become a graph is shown by the lessons in [examples](../examples).`;

/**
 * The page as Markdown.
 *
 * @param vocabulary the maps of words by name: layers, functions, optimizers, initializers, sources
 */
export function reference({ layers, functions, optimizers, initializers, sources }) {
  return `${[
    INTRODUCTION,
    '## Layers',
    ...wordSections(layers),
    '## Functions',
    'In expressions: losses, metrics, wires, added fields, measures. `a -> f` is `f(a)`, and networks and models are functions as well.',
    ...functionSections(functions),
    '## Optimizers',
    ...wordSections(optimizers),
    '## Initializers',
    ...wordSections(initializers),
    '## Sources',
    ...sourceSections(sources),
  ].join('\n\n')}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = new URL('../docs/language.md', import.meta.url);
  const text = reference(await import('../dist/vocabulary/index.js'));
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}

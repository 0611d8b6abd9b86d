/** The sections of the words: layers, functions, optimizers, initializers, sources. */
import { kindOf } from './kinds.mjs';
import { code, table } from './markdown.mjs';

/** Long lists of alternatives are abridged; initializers, regularizers and constraints have sections of their own. */
function briefly(schema) {
  if (schema.additionalProperties?.anyOf) return 'names, each with a field';
  const literals = (schema.anyOf ?? []).flatMap((option) =>
    option.enum ? option.enum : (option.anyOf ?? [option]).filter((one) => 'const' in one),
  );
  if (/initializer/i.test(schema.description ?? '') && literals.length > 6) return 'an initializer';
  if (/^What is added to the loss for/.test(schema.description ?? '')) return 'a regularizer';
  return /^What is done to its/.test(schema.description ?? '') ? 'a constraint' : kindOf(schema);
}

export function argumentTable({ args, main }) {
  const required = new Set(args.required ?? []);
  const entries = Object.entries(args.properties ?? {});
  if (entries.length === 0) return [];
  // A layer that another is made of, with its own arguments: described where that layer is.
  const nested = entries.filter(([, { word }]) => word !== undefined).map(([name]) => code(name));
  const own = entries.filter(([, { word }]) => word === undefined);
  const oneOfThem = [
    `one of ${nested.join(', ')}`,
    'its arguments',
    'must be given',
    'The layer that it is made of.',
  ];
  const rows = own.map(([name, schema]) => [
    `\`${name}\`${name === main ? ' (may stand alone)' : ''}`,
    briefly(schema),
    'default' in schema ? code(schema.default) : required.has(name) ? 'must be given' : '',
    schema.description ?? '',
  ]);
  return [table(['argument', 'is', 'default', ''], nested.length > 0 ? [oneOfThem, ...rows] : rows)];
}

const byName = (words) =>
  [...words.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));

/** @param others words with headings of their own: from them, links tell names of the same letters apart */
export const wordSections = (words, kind = '', others = new Map()) =>
  byName(words).flatMap((word) => [
    `### ${word.name}${others.has(word.name.toLowerCase()) ? ` (${kind})` : ''}`,
    word.summary,
    ...argumentTable(word),
  ]);

/** Methods: what they do, and what `train` has; their values and arguments stand with the structure. */
export const methodSections = (solvers) =>
  byName(solvers).flatMap(({ name, summary, about, entries: { least, most, what } }) => [
    `### ${name}`,
    summary,
    `\`train\` has ${least === most ? most : `${least} or ${most}`}: ${what}.`,
    about,
  ]);

export function sourceSections(sources) {
  return byName(sources).flatMap((source) => [
    `### ${source.name}`,
    source.summary,
    ...(source.simulated ? ['A simulator: whatever comes of it is marked as simulated.'] : []),
    ...argumentTable(source),
    ...fieldTable(source),
    ...declared(source),
    source.about,
  ]);
}

/** What a field of files says, where the graph names the fields. */
function fieldTable({ args }) {
  const long = args.properties?.fields?.additionalProperties.anyOf.find(({ type }) => type === 'object');
  if (!long) return [];
  const rowsOf = (properties, before) =>
    Object.entries(properties).flatMap(([name, schema]) => {
      const inner = (schema.anyOf ?? []).find((form) => form.properties)?.properties ?? {};
      const row = [code(`${before}${name}`), kindOf(schema), schema.description ?? ''];
      return [row, ...rowsOf(inner, `${before}${name}.`)];
    });
  return ['A field, where it is a map:', table(['key', 'is', ''], rowsOf(long.properties, 'fields.NAME.'))];
}

/** Fields and splits of a source with its default arguments. */
function declared({ args, declare }) {
  if (args.properties?.fields) return [];
  const entries = Object.entries(args.properties ?? {});
  const standard = entries.map(([name, schema]) => [name, 'default' in schema ? schema.default : 'file']);
  const answer = declare(Object.fromEntries(standard));
  if (!answer.ok) throw new Error(answer.problem);
  const fields = Object.entries(answer.value.fields).map(
    ([name, { shape }]) => `${code(name)} [${shape.join(', ')}]`,
  );
  const splits = Object.entries(answer.value.splits).map(([name, { examples }]) =>
    examples === null ? code(name) : `${code(name)} of ${examples.toLocaleString('en')}`,
  );
  const with_ = entries.length > 0 ? ', with the arguments as they are by default' : '';
  return [`Fields${with_}: ${fields.join(', ')}. Splits: ${splits.join(', ')}.`];
}

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
  [
    'metric',
    'Metrics',
    'One value an example, of which the mean is taken; or, where it says so, a figure of all examples together.',
  ],
  [
    'math',
    'Element by element',
    'The operators `+ - * / **` are `add`, `subtract`, `multiply`, `divide` and `pow`.',
  ],
  [
    'reduction',
    'Reductions',
    'With `axis=null`, the default, every axis but the batch is taken away: one number an example.',
  ],
  ['shape', 'Shapes', ''],
  ['gradient', 'Gradients', 'What they say going forward is what they are given; going back they differ.'],
  [
    'random',
    'Random draws',
    'Each use has a stream of its own, from the seed and its place in the graph: the same graph and seed draw the same.',
  ],
];

/** Options of functions, each meaning once, with the functions that have it. */
function optionTable(members) {
  const meanings = new Map();
  for (const { name, options } of members) {
    for (const [option, schema] of Object.entries(options.properties ?? {})) {
      const row = [
        `\`${option}\``,
        kindOf(schema),
        'default' in schema ? code(schema.default) : '',
        schema.description ?? '',
      ];
      const key = JSON.stringify(row);
      const found = meanings.get(key) ?? { row, of: [] };
      meanings.set(key, found);
      found.of.push(code(name));
    }
  }
  if (meanings.size === 0) return [];
  return [
    table(
      ['option', 'of', 'is', 'default', ''],
      [...meanings.values()].map(({ row: [option, ...rest], of }) => [
        option,
        of.length === members.length && of.length > 1 ? 'all of them' : of.join(', '),
        ...rest,
      ]),
    ),
  ];
}

export function functionSections(functions) {
  return GROUPS.flatMap(([group, title, about]) => {
    const members = byName(functions).filter((one) => one.group === group);
    if (members.length === 0) return [];
    const rows = members.map((one) => [
      signature(one),
      one.total ? `${one.summary} Of all examples together.` : one.summary,
    ]);
    return [
      `### ${title}`,
      ...(about ? [about] : []),
      table(['function', ''], rows),
      ...optionTable(members),
    ];
  });
}

/** Words of Keras that are no words here, and what is written instead. */
export const foreignTable = (foreign) =>
  table(
    ['in Keras', 'in lagraph'],
    foreign.map(({ words, kind, instead }) => [
      `${words.split(' ').map(code).join(', ')}${kind === 'argument' ? ' (argument)' : ''}`,
      instead,
    ]),
  );

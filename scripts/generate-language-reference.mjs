/**
 * Generates docs/language.md: the structure of a graph from its definitions, with examples, and every word of the
 * language. The text between the tables is in reference/chapters. Run it with `npm run generate`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { examplesIn, graphOf } from './reference/examples.mjs';
import { keySections } from './reference/keys.mjs';
import { broadcastTable } from './reference/shapes.mjs';
import {
  foreignTable,
  functionSections,
  methodSections,
  sourceSections,
  wordSections,
} from './reference/words.mjs';

const folder = new URL('reference/', import.meta.url);
const graph = readFileSync(new URL('graph.yaml', folder), 'utf8');

/** The chapters in order, as they are written. */
export const chapters = readdirSync(new URL('chapters/', folder))
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => readFileSync(new URL(`chapters/${name}`, folder), 'utf8').trimEnd());

/** Every example, with the graph that it is part of; the first is that graph itself. */
export const examples = [`\`\`\`yaml\n${graph}\`\`\``, ...chapters].flatMap((chapter) =>
  examplesIn(chapter).map((example) => ({ ...example, graph: graphOf(example, graph) })),
);

const files = new Map(examples.flatMap(({ file, text }) => (file === null ? [] : [[file, text]])));

/** Reads an example that others import. */
export const readPart = (file) =>
  files.has(file) ? { text: files.get(file) } : { problem: 'no such example' };

const TITLE = `# The language

<!-- Made by \`npm run generate\` from the definitions in src/dsl/definitions and src/vocabulary, and from
scripts/reference. Don't edit. -->`;

/**
 * The page as Markdown.
 *
 * @param language.vocabulary the maps of words by name: layers, functions, optimizers, initializers, regularizers,
 *   constraints, sources
 * @param language.structure the schema of a graph, without the schemas of words
 * @param language.resolve reads a graph: `(yaml, { profile, overrides }) => Document`
 * @param language.print a Document as YAML, with a comment before it
 */
export function reference({ vocabulary, structure, resolve, print }) {
  const { $defs, ...root } = structure;
  const words = {
    functions: () => functionSections(vocabulary.functions),
    sources: () => sourceSections(vocabulary.sources),
    layers: () => wordSections(vocabulary.layers, 'layer', vocabulary.initializers),
    optimizers: () => wordSections(vocabulary.optimizers),
    solvers: () => methodSections(vocabulary.solvers),
    initializers: () => wordSections(vocabulary.initializers),
    regularizers: () => wordSections(vocabulary.regularizers),
    constraints: () => wordSections(vocabulary.constraints),
  };
  const made = {
    graph: () => ['```yaml', graph.trimEnd(), '```'].join('\n'),
    keys: ([name]) => keySections(name ? $defs[name] : root, $defs).join('\n\n'),
    words: ([kind]) => words[kind]().join('\n\n'),
    foreign: () => foreignTable(vocabulary.foreignWords),
    broadcast: (args) => broadcastTable(vocabulary.functions, args.join(' ')),
  };
  return `${[TITLE, ...chapters.map(filled)].join('\n\n')}\n`;

  /** A chapter with its placeholders replaced by tables and resolved examples. */
  function filled(chapter) {
    let last;
    return chapter.replace(
      /^```yaml[^\n]*\n[^]*?^```$|^\{\{(\w+)([^}]*)\}\}$/gm,
      (whole, directive, rest = '') => {
        if (!directive) {
          [last] = examplesIn(whole);
          return whole.replace(/^```yaml.*/, '```yaml');
        }
        const args = rest.trim().split(/\s+/).filter(Boolean);
        return directive === 'resolved' ? standsFor(last, args) : made[directive](args);
      },
    );
  }

  function standsFor(example, [path, ...changes]) {
    const profile = changes.find((change) => change.startsWith('--profile='))?.split('=')[1];
    const overrides = changes.filter((change) => !change.startsWith('--'));
    const document = resolve(graphOf(example, graph), { overrides, ...(profile ? { profile } : {}) });
    const keys = path.split('.');
    const part = keys.reduce((value, key) => value[key], document.resolved);
    const within = keys.reduceRight((value, key) => ({ [key]: value }), part);
    const [, ...lines] = print({ ...document, params: [], resolved: within })
      .trim()
      .split('\n');
    return ['```yaml', lines.join('\n').trim(), '```'].join('\n');
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { check } = await import('../dist/index.js');
  const { resolvedYaml } = await import('../dist/cli/resolved-yaml.js');
  const { structureSchema } = await import('../dist/dsl/generate/index.js');
  const text = reference({
    vocabulary: await import('../dist/vocabulary/index.js'),
    structure: structureSchema(),
    resolve: (yaml, options) => check(yaml, { ...options, readPart }).document,
    print: resolvedYaml,
  });
  const file = new URL('../docs/language.md', import.meta.url);
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}

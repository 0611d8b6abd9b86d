import {
  createDiagnosticCollector,
  type DiagnosticReporter,
  type WithDiagnostics,
} from '../diagnostics/index.js';
import { entriesOfMap, parseYaml, valueAtKey, type YamlTree } from '../dsl/index.js';
import type { DataLock, LockedDataset, LockedRun } from './data-lock.js';

/** Text -> DataLock. What can't be read is reported: a lock is written by `lagraph lock`, but merged by hand. */
export function readLock(text: string, file: string): WithDiagnostics<DataLock> {
  const { report, diagnostics, hasErrors } = createDiagnosticCollector();
  const parsed = parseYaml(text, file, report);
  if (hasErrors()) {
    for (const each of diagnostics) each.code = 'bad-lock';
    return { diagnostics };
  }
  const context = { report, file };
  const root = parsed ?? {
    kind: 'scalar',
    value: null,
    range: { file, start: 0, end: 0 },
    origin: 'written',
  };
  if (root.kind !== 'map' || valueAtKey(root, 'lock')?.value !== 1) {
    refuse(
      context,
      root,
      'this is no lock that this version of lagraph reads: it does not begin with `lock: 1`',
    );
    return { diagnostics };
  }
  const data = entriesOfMap(valueAtKey(root, 'data')).flatMap(({ key, keyRange, value }) => {
    const read = readDataset(key, value, context);
    return read ? [{ ...read, range: keyRange }] : [];
  });
  const weights = entriesOfMap(valueAtKey(root, 'weights')).flatMap(({ key, keyRange, value }) => {
    const sha256 = sha256Of(value);
    if (sha256 !== undefined) return [{ file: key, sha256, range: keyRange }];
    refuse(context, value, `${key} has no content as \`lagraph lock\` writes it`);
    return [];
  });
  const run = readRun(valueAtKey(root, 'run'));
  return hasErrors()
    ? { diagnostics }
    : { diagnostics, value: { data, ...(weights.length > 0 ? { weights } : {}), ...(run ? { run } : {}) } };
}

interface Context {
  report: DiagnosticReporter;
  file: string;
}

function refuse({ report }: Context, tree: YamlTree, message: string): undefined {
  report({
    code: 'bad-lock',
    message,
    range: tree.range,
    help: '`lagraph lock` writes it anew',
  });
  return undefined;
}

function readDataset(name: string, tree: YamlTree, context: Context): LockedDataset | undefined {
  const [source, content, examples] = [
    valueAtKey(tree, 'source'),
    valueAtKey(tree, 'content'),
    valueAtKey(tree, 'examples'),
  ];
  const sha256 = sha256Of(content);
  const counts = entriesOfMap(examples).map(({ key, value }) => ({ split: key, count: value.value }));
  if (textOf(source) === undefined || sha256 === undefined || counts.length === 0)
    return refuse(
      context,
      tree,
      `\`${name}\` has no source, examples or content as \`lagraph lock\` writes them`,
    );
  if (!counts.every((one): one is { split: string; count: number } => Number.isSafeInteger(one.count)))
    return refuse(context, examples ?? tree, `the examples of \`${name}\` are not whole numbers`);
  const files = valueAtKey(tree, 'files');
  return {
    name,
    source: textOf(source)!,
    files: files?.kind === 'list' ? files.value.flatMap((file) => textOf(file) ?? []) : [],
    simulated: valueAtKey(tree, 'simulated')?.value === true,
    examples: counts,
    sha256,
  };
}

function readRun(tree: YamlTree | undefined): LockedRun | undefined {
  const [lagraph, engine] = [textOf(valueAtKey(tree, 'lagraph')), textOf(valueAtKey(tree, 'engine'))];
  if (lagraph === undefined || engine === undefined) return undefined;
  const figures = entriesOfMap(valueAtKey(tree, 'figures')).flatMap(({ key, value }) =>
    typeof value.value === 'number' ? [{ name: key, value: value.value }] : [],
  );
  return { lagraph, engine, figures };
}

const sha256Of = (tree: YamlTree | undefined): string | undefined =>
  /^sha256:([0-9a-f]{64})$/.exec(textOf(tree) ?? '')?.[1];

const textOf = (tree: YamlTree | undefined): string | undefined =>
  tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;

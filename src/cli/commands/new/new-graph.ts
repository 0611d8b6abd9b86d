import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { filesOfGraph } from '../../../dsl/index.js';
import { nearestName } from '../../../diagnostics/index.js';
import { writeFileAtomically } from '../../../runtime/index.js';
import { packageFile } from '../../../package-root.js';
import { partReader } from '../../part-reader.js';
import type { Terminal } from '../../terminal.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import { textTable } from '../../../report/index.js';
import { publishedGraphs, type PublishedGraph } from './published-graphs.js';

export interface NewCommandOptions {
  list?: boolean;
  json?: boolean;
}

/**
 * `lagraph new`: writes a published graph and its parts, or lists what there is.
 *
 * @throws UserError for an unknown name, and for files that are there already
 */
export async function newGraph(
  template: string | undefined,
  file: string | undefined,
  { list, json }: NewCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const graphs = await publishedGraphs();
  if (list) {
    const rows = graphs.map(({ name, description }) => ({ name, description }));
    terminal.out.line(
      json
        ? JSON.stringify(rows, null, 2)
        : textTable(
            [{ title: 'graph' }, { title: 'what it is' }],
            rows.map(({ name, description }) => [name, description]),
          ),
    );
    return;
  }
  if (template === 'word') return newWords(file ?? 'my-words.mjs', terminal);
  const names = graphs.map(({ name }) => name);
  if (template === undefined)
    throw new UserError('there is no name of a graph to start from', {
      exit: EXIT_CODES.wrongUsage,
      hint: 'lagraph new --list says which there are',
    });
  const graph = graphs.find(({ name }) => name === template.replace(/\.ya?ml$/i, ''));
  if (!graph) {
    const near = nearestName(template, names) ?? names.find((name) => name.split('/').at(-1) === template);
    throw new UserError(`there is no published graph ${template}`, {
      exit: EXIT_CODES.wrongUsage,
      hint: near === undefined ? 'lagraph new --list says which there are' : `did you mean ${near}?`,
    });
  }
  const target = resolve(terminal.cwd, file ?? `${graph.name.split('/').at(-1)!}.yaml`);
  const copies = [{ from: graph.path, to: target }, ...partsBeside(graph, target)];
  const texts = await Promise.all(
    copies.map(async ({ from, to }) => ({ to, text: await readFile(from, 'utf8') })),
  );
  const wanted: typeof texts = [];
  for (const one of texts) {
    const there = await readFile(one.to, 'utf8').catch(() => null);
    // A part that an earlier graph brought along serves this one too.
    if (there === one.text && one.to !== target) continue;
    if (there !== null || (await exists(one.to)))
      throw new UserError(`${shown(one.to, terminal)} is there already; nothing was written`, {
        hint:
          one.to === target
            ? 'give another file name'
            : 'it is not the part that this graph imports: write the graph into another folder',
      });
    wanted.push(one);
  }
  // The graph last: where it is, its parts are.
  for (const { to, text } of wanted.reverse()) await writeFileAtomically(to, text);
  for (const { to } of wanted) terminal.out.line(`wrote ${shown(to, terminal)}`);
}

/** A module with a word of each kind. */
async function newWords(file: string, terminal: Terminal): Promise<void> {
  const target = resolve(terminal.cwd, file);
  if (!/\.m?js$/i.test(file))
    throw new UserError(`${file}: a module of words is a file .mjs or .js`, {
      exit: EXIT_CODES.wrongUsage,
      hint: 'lagraph new word my-words.mjs',
    });
  if (await exists(target))
    throw new UserError(`${shown(target, terminal)} is there already; nothing was written`, {
      hint: 'give another file name',
    });
  await writeFileAtomically(target, await readFile(packageFile('examples/words/my-words.mjs'), 'utf8'));
  const path = shown(target, terminal);
  terminal.out.line(`wrote ${path}`);
  terminal.out.line(
    `Name it in a graph, \`words: [./${basename(path)}]\`, and let it run: lagraph trust ${path}`,
  );
}

/** The parts of a graph, each with its place beside the copy. */
function partsBeside({ path, text }: PublishedGraph, target: string): { from: string; to: string }[] {
  return filesOfGraph(text, path, partReader('/')).map((part) => {
    const from = resolve('/', part);
    return { from, to: join(dirname(target), relative(dirname(path), from)) };
  });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const shown = (path: string, terminal: Terminal): string => relative(terminal.cwd, path) || '.';

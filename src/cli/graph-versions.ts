/** A graph as it was at the commits of its history. */
import { dirname, join } from 'node:path';
import { checkGraph, type Program, type ReadWeights } from '../compiler/index.js';
import { renderText } from '../diagnostics/index.js';
import type { Document } from '../dsl/index.js';
import { readAtRevision, revisionParts, type FileVersion } from './git/index.js';
import { loadGraphWords } from '../own-words/index.js';
import { UserError } from './user-error.js';
import { withWeights } from './weight-reader.js';
import type { GraphFileOptions } from './load-graph-file.js';

export interface GraphVersion extends FileVersion {
  /** What messages call it: `1a2b3c4:graphs/g.yaml`. */
  file: string;
  text: string;
  document?: Document;
  /** Absent if it does not compile, or if that commit deleted the file: `problem` says so. */
  program?: Program;
  problem: string | null;
  /** Folder that relative paths in the graph are based on, in the working tree of today. */
  base: string;
}

/** Reads and compiles one version. */
export async function readGraphVersion(
  root: string,
  version: FileVersion,
  { profile, overrides }: GraphFileOptions,
): Promise<GraphVersion> {
  const { path, commit, short } = version;
  const file = `${short}:${path}`;
  const place = { ...version, file, base: dirname(join(root, path)) };
  let text: string | null;
  try {
    text = await readAtRevision({ root, path }, commit);
  } catch (error) {
    // A version that is no text does not hide the others.
    if (!(error instanceof UserError)) throw error;
    return { ...place, text: '', problem: error.message };
  }
  if (text === null) return { ...place, text: '', problem: 'the file is deleted there' };
  // Parts have the names of the graph's version: `1a2b3c4:graphs/parts/p.yaml`.
  const readPart = revisionParts(root, commit, (part) =>
    part.startsWith(`${short}:`) ? part.slice(short.length + 1) : null,
  );
  await loadGraphWords(text, file, readPart);
  const written = text;
  const compile = (readWeights: ReadWeights) =>
    checkGraph(written, file, {
      overrides: [...overrides],
      // Files with weights are those of today, as data are; what is not there any more is not compared.
      readWeights: (weights) => {
        const source = readWeights(weights);
        return source && 'problem' in source ? null : source;
      },
      ...(profile === undefined ? {} : { profile }),
      readPart,
    });
  const { diagnostics, sources, document, program } = await withWeights(compile, (weights) =>
    weights.startsWith(`${short}:`) ? join(root, weights.slice(short.length + 1)) : null,
  );
  if (program && document) return { ...place, text, document, program, problem: null };
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  const problem = first ? renderText([first], sources).split('\n', 1)[0]! : 'it does not compile';
  return { ...place, text, problem };
}

/** The graphs of an editor, open or not, each analysed as it is now. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { PartSource, ReadPart } from '../dsl/index.js';
import { analyse, type Analysis, type PartFiles } from './analysis.js';
import type { OtherGraphs } from './parts.js';
import { fileOf, uriOf } from './uris.js';

/** The documents that an editor has open. */
export interface OpenDocuments {
  get(uri: string): TextDocument | undefined;
  all(): readonly TextDocument[];
}

export interface OpenGraphs extends OtherGraphs {
  /** What is known of the present text; undefined if the document is not open. */
  current(uri: string): Analysis | undefined;
  /** What a text means has changed, though not the text: its words are known now. */
  stale(uri: string): void;
  /** A text has changed, or a file: those that import it are analysed anew. Returns the open ones. */
  changed(uri: string): string[];
  closed(uri: string): void;
  /** Files that are looked at as well where a name is looked for. */
  setFiles(files: readonly string[]): void;
}

/** @param disk files that are not open */
export function openGraphs(documents: OpenDocuments, disk: PartFiles): OpenGraphs {
  const readFile = disk.readPart;
  const analyses = new Map<string, { version: number; analysis: Analysis }>();
  const onDisk = new Map<string, { text: string; analysis: Analysis }>();
  let inWorkspace: readonly string[] = [];

  const readPart: ReadPart = (file): PartSource => {
    const open = documents.get(uriOf(file));
    return open ? { text: open.getText() } : readFile(file);
  };
  const files: PartFiles = { readPart, listFolder: disk.listFolder };

  function current(uri: string): Analysis | undefined {
    const document = documents.get(uri);
    if (!document) return undefined;
    const known = analyses.get(uri);
    if (known?.version === document.version) return known.analysis;
    // The document changes in place: an analysis holds on to one version of it.
    const version = TextDocument.create(uri, document.languageId, document.version, document.getText());
    const analysis = known?.analysis.changed(version) ?? analyse(version, fileOf(uri), files);
    analyses.set(uri, { version: document.version, analysis });
    return analysis;
  }

  function analysisOf(file: string): Analysis | undefined {
    const uri = uriOf(file);
    const open = current(uri);
    if (open) return open;
    const source = readFile(file);
    if (!('text' in source)) return undefined;
    const known = onDisk.get(file);
    if (known?.text === source.text) return known.analysis;
    const analysis = analyse(TextDocument.create(uri, 'yaml', 0, source.text), file, files);
    onDisk.set(file, { text: source.text, analysis });
    return analysis;
  }

  const openImporters = (file: string): Analysis[] =>
    documents.all().flatMap(({ uri }) => {
      if (uri === uriOf(file)) return [];
      const analysis = current(uri);
      return analysis?.imported().some((part) => part.file === file) ? [analysis] : [];
    });

  return {
    current,
    analysisOf,
    importersOf(file) {
      const open = openImporters(file);
      const known = new Set([...open.map((one) => one.file), file]);
      const others = inWorkspace.flatMap((one) => {
        const analysis = known.has(one) ? undefined : analysisOf(one);
        return analysis?.imported().some((part) => part.file === file) ? [analysis] : [];
      });
      return [...open, ...others];
    },
    changed(uri) {
      const file = fileOf(uri);
      const importers = openImporters(file).map((analysis) => analysis.uri);
      // The same text means something else now.
      for (const importer of importers) {
        const known = analyses.get(importer)!;
        analyses.set(importer, { ...known, version: NaN });
      }
      for (const [one, { analysis }] of onDisk) {
        if (one === file || analysis.imported().some((part) => part.file === file)) onDisk.delete(one);
      }
      return importers;
    },
    stale(uri) {
      const known = analyses.get(uri);
      if (known) analyses.set(uri, { ...known, version: NaN });
    },
    closed: (uri) => void analyses.delete(uri),
    setFiles: (found) => (inWorkspace = found),
  };
}

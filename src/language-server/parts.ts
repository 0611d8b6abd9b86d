/** Names across the files of a graph and its parts. */
import type { Analysis } from './analysis.js';
import type { GraphSymbol } from './symbols/index.js';

/** The other graphs that an answer may need. */
export interface OtherGraphs {
  /** A graph by its file, as it is now; undefined if there is none that can be read. */
  analysisOf(file: string): Analysis | undefined;
  /** Graphs that are known to import a file, themselves or through a part. */
  importersOf(file: string): readonly Analysis[];
}

/** What is known where there is one file alone. */
export const NO_OTHERS: OtherGraphs = { analysisOf: () => undefined, importersOf: () => [] };

/** A name, in the file that declares it. */
export interface Declared {
  analysis: Analysis;
  symbol: GraphSymbol;
}

/** What a name is called in the file that declares it: `encoder` of a part, for `digits.encoder`. */
export function declarationOf(analysis: Analysis, symbol: GraphSymbol, others: OtherGraphs): Declared {
  const parts = [...analysis.imported()].sort((a, b) => b.namespace.length - a.namespace.length);
  for (const { namespace, file } of parts) {
    const own = withoutNamespace(symbol, namespace);
    const part = own && others.analysisOf(file);
    if (part) return { analysis: part, symbol: own };
  }
  return { analysis, symbol: instancesOf(analysis, symbol)[0]! };
}

/** The names of a thing that a template declares: one under each namespace that the template's entries have. */
function instancesOf(analysis: Analysis, symbol: GraphSymbol): GraphSymbol[] {
  for (const { namespace, template } of analysis.sets()) {
    const own = withoutNamespace(symbol, namespace);
    if (!own) continue;
    if (own.kind === 'parameter') return [{ ...own, owner: `templates.${template}` }, symbol];
    return analysis
      .sets()
      .filter((set) => set.template === template)
      .map((set) => withNamespace(own, set.namespace));
  }
  return [symbol];
}

/** Every graph that can name what a file declares, with what it is called there: that file itself first. */
export function usersOf({ analysis, symbol }: Declared, others: OtherGraphs): Declared[] {
  const users = others.importersOf(analysis.file).flatMap((importer) =>
    importer
      .imported()
      .filter(({ file }) => file === analysis.file)
      .map(({ namespace }) => ({ analysis: importer, symbol: withNamespace(symbol, namespace) })),
  );
  const own = instancesOf(analysis, symbol).map((each) => ({ analysis, symbol: each }));
  return [...own, ...users];
}

const OWN_NAME: ReadonlySet<GraphSymbol['kind']> = new Set([
  'network',
  'model',
  'data set',
  'phase',
  'parameter',
  'namespace',
]);

/** `plan.digits.read`, `digits.encoder`: the section before the name of what a symbol belongs to, if it has one. */
const OWNER = /^((?:plan|networks|models)\.)?(.*)$/s;

function withoutNamespace(symbol: GraphSymbol, namespace: string): GraphSymbol | undefined {
  const prefix = `${namespace}.`;
  if (OWN_NAME.has(symbol.kind)) {
    return symbol.name.startsWith(prefix) ? { ...symbol, name: symbol.name.slice(prefix.length) } : undefined;
  }
  const [, section = '', owner = ''] = OWNER.exec(symbol.owner)!;
  return owner.startsWith(prefix)
    ? { ...symbol, owner: `${section}${owner.slice(prefix.length)}` }
    : undefined;
}

function withNamespace(symbol: GraphSymbol, namespace: string): GraphSymbol {
  if (OWN_NAME.has(symbol.kind)) return { ...symbol, name: `${namespace}.${symbol.name}` };
  const [, section = '', owner = ''] = OWNER.exec(symbol.owner)!;
  return { ...symbol, owner: `${section}${namespace}.${owner}` };
}

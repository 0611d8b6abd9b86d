/** Where a value of a graph comes from: a parameter, a profile, the command line. */
import type { Program } from '../../compiler/index.js';
import type { SourceRange } from '../../diagnostics/index.js';
import type { DataEntry, Document, NodeEntry, PhaseEntry, ValueOrigin, WordUse } from '../../dsl/index.js';

interface Placed {
  range: SourceRange;
  origin: ValueOrigin;
}

export interface Origins {
  /** `${hidden}, its default`; null for a value that stands where it is used, or without a Document. */
  note(value: Placed | null | undefined): string | null;
  /** The same of an argument of the layer, optimizer or source that is written at a place. */
  argumentNote(place: SourceRange | undefined, argument: string): string | null;
  phase(name: string): PhaseEntry | undefined;
  dataset(name: string): DataEntry | undefined;
}

const ORIGIN_TEXT: Readonly<Record<Program['params'][number]['origin'], string>> = {
  default: 'its default',
  profile: 'from the profile',
  import: 'from the graph that imports the part',
  'command line': 'from the command line',
};

export const paramOriginText = (origin: Program['params'][number]['origin']): string => ORIGIN_TEXT[origin];

const keyOf = ({ file, start, end }: SourceRange): string => `${file}:${start}:${end}`;

export function createOrigins(document: Document | undefined, params: Program['params']): Origins {
  const known = new Map(params.map((param) => [param.name, param]));
  let words: Map<string, WordUse> | undefined;
  const phases = new Map(document?.plan.map((entry) => [entry.name.value, entry]));
  const datasets = new Map(document?.data.map((entry) => [entry.name.value, entry]));

  const namespacesOf = (file: string): string[] =>
    document?.parts.flatMap((part) => (part.file === file ? [part.namespace] : [])) ?? [];
  const note = (value: Placed | null | undefined): string | null => {
    if (!value || !document) return null;
    if (value.origin === 'profile') return 'from the profile';
    if (value.origin === 'override') return 'from the command line';
    if (value.origin !== 'parameter') return null;
    const { file, start, end } = value.range;
    const written =
      document.sources
        .get(file)
        ?.slice(start, end)
        .replace(/^["']|["']$/g, '') ?? '';
    const names = [...written.matchAll(/\$\{([^}]*)\}/g)].flatMap(
      ([, inner]) => (inner ?? '').match(/[A-Za-z_]\w*/g) ?? [],
    );
    const spaces = namespacesOf(file);
    // The same text of a part that is imported twice has several values.
    if (spaces.length > 1) return null;
    const [space] = spaces;
    const param = names
      .map((name) => known.get(space === undefined ? name : `${space}.${name}`))
      .find(Boolean);
    return param && written.length <= 60 ? `${written}, ${ORIGIN_TEXT[param.origin]}` : null;
  };

  return {
    note,
    argumentNote(place, argument) {
      if (!place || !document || namespacesOf(place.file).length > 1) return null;
      words ??= indexWords(document);
      const use = words.get(keyOf(place));
      const value = use?.args.find(({ key }) => key === argument)?.value ?? use?.main;
      return note(value);
    },
    phase: (name) => phases.get(name),
    dataset: (name) => datasets.get(name),
  };
}

/** Words by the place where they are written; those of a loop share one, and their arguments. */
function indexWords({ networks, plan, data }: Document): Map<string, WordUse> {
  const words = new Map<string, WordUse>();
  const add = (use: WordUse | null): void => void (use && words.set(keyOf(use.range), use));
  const addNode = (node: NodeEntry): void => {
    if (node.kind === 'layer') add(node.layer);
    else node.nodes.forEach(addNode);
  };
  for (const { body } of networks) {
    if (body.kind === 'chain') body.nodes.forEach(addNode);
    if (body.kind === 'nodes')
      for (const { value } of body.nodes) {
        if (value.kind === 'layer') add(value.layer);
        if (value.kind === 'weights') add(value.initializer);
      }
    if (body.kind === 'weights') add(body.initializer);
  }
  for (const { updates } of plan) for (const { optimizer } of updates) add(optimizer);
  for (const { source } of data) add(source);
  return words;
}

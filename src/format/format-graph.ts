import { createDiagnosticCollector, type Diagnostic, type Sources } from '../diagnostics/index.js';
import { parseYaml, type ReadPart } from '../dsl/index.js';
import { bareExpressions } from './bare-expressions.js';
import { unfoldCollections, type Unfolded } from './block-style.js';
import { describeChanges, type Finding, type FormChange } from './form-changes.js';
import { orderKeys } from './order-keys.js';
import type { LayOut } from './layout-by-parts.js';
import { layOut, LayoutError } from './prettier-yaml.js';
import { changedMeaning } from './same-meaning.js';

export interface FormattedGraph {
  /** The graph in its form; the given text if it is in its form already, or can't be put into it. */
  text: string;
  /** What was not in its form, in the order of lines; empty if nothing was. */
  changes: FormChange[];
  /** Why the graph can't be put into its form; empty if it is. */
  diagnostics: Diagnostic[];
  /** The text that the diagnostics' ranges point into. */
  sources: Sources;
}

export interface FormatOptions {
  /** Lays out YAML; `layOut` by default. */
  lay?: LayOut;
  /** Whether changes are told; they are by default. */
  describe?: boolean;
  /** Reads the parts of the graph, which stay as they are: what is compiled of both is the same before and after. */
  readPart?: ReadPart;
}

/** Each pass may bring the next level of braces into blocks. */
const MAX_PASSES = 60;

/**
 * A graph in its form: laid out by prettier, keys in the order of the language, braces and brackets while they fit in
 * 120 columns, no needless quotes around expressions. What the graph means, and every comment, stay as they are; a text
 * of which that can't be said is given back unchanged, with the reason.
 *
 * @param file what diagnostics call the text
 * @param options for editors, which format again and again
 */
export async function formatGraph(
  text: string,
  file: string,
  { lay = layOut, describe = true, readPart }: FormatOptions = {},
): Promise<FormattedGraph> {
  const sources: Sources = new Map([[file, text]]);
  const refused = (diagnostics: Diagnostic[]): FormattedGraph => ({
    text,
    changes: [],
    diagnostics,
    sources,
  });

  const { report, diagnostics, hasErrors } = createDiagnosticCollector();
  const tree = parseYaml(text, file, report);
  if (hasErrors()) return refused(diagnostics.filter(({ severity }) => severity === 'error'));
  if (!tree) {
    report({
      code: 'empty-graph',
      message: 'there is nothing in this file',
      range: { file, start: 0, end: 0 },
    });
    return refused(diagnostics);
  }

  const offset = text.startsWith('\ufeff') ? 1 : 0;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const written = text.slice(offset).replaceAll('\r\n', '\n');
  let found: { text: string; findings: Finding[] } | undefined;
  try {
    found = await untilStable(written, lay);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    const at = error.offset ?? 0;
    report({
      code: 'not-formatted',
      message: `prettier, which lays graphs out, can't read this: ${error.message}`,
      range: { file, start: at, end: Math.min(at + 1, text.length) },
    });
    return refused(diagnostics);
  }
  const result = found && found.text.replaceAll('\n', lineEnd);
  if (found && result === text) return { text, changes: [], diagnostics: [], sources };
  const changed =
    result === undefined
      ? { what: 'its form would never be final' }
      : changedMeaning(text, result, file, readPart);
  if (!found || result === undefined || changed) {
    report({
      code: 'not-formatted',
      message: `this graph can't be put into its form: ${changed?.what}`,
      range: changed?.range ?? { file, start: 0, end: 0 },
      help: 'write it plainer there, and say so to those who make lagraph: it is a fault of lagraph fmt',
    });
    return refused(diagnostics);
  }
  return {
    text: result,
    changes: describe
      ? await describeChanges(text, written, result.replaceAll('\r\n', '\n'), found.findings)
      : [],
    diagnostics: [],
    sources,
  };
}

/** Takes all steps until none changes anything; undefined if that does not happen. */
async function untilStable(
  written: string,
  lay: LayOut,
): Promise<{ text: string; findings: Finding[] } | undefined> {
  const findings: Finding[] = [];
  let text = written;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = text;
    let blocks: Unfolded[] = [];
    const unfold = (which: Unfolded['because']): void => {
      ({ text, unfolded: blocks } = unfoldCollections(text, which));
      findings.push(...blocks.map(({ path, because }) => ({ kind: because, path })));
    };
    do unfold('comment');
    while (blocks.length > 0);
    text = await lay(text);
    unfold('length');
    if (blocks.length > 0) continue;
    const { text: bare, bared } = bareExpressions(text);
    const { text: ordered, moved } = orderKeys(bare);
    text = ordered;
    findings.push(
      ...bared.map((path): Finding => ({ kind: 'quotes', path })),
      ...moved.map(({ path, key, before }): Finding => ({ kind: 'order', path: [...path, key], before })),
    );
    if (text === before) return { text, findings };
  }
  return undefined;
}

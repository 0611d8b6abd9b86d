import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver';
import { checkGraph, editedParts, type Program } from '../../compiler/index.js';
import { applyEdits, type TextEdit } from '../../diagnostics/index.js';
import type { Analysis } from '../analysis.js';
import { drawsByName, sameUpToNames, streamsOf } from '../same-up-to-names.js';
import { declarationOf, NO_OTHERS, usersOf, type Declared, type OtherGraphs } from '../parts.js';
import { wasEdit } from '../was-edit.js';
import type { GraphSymbol } from '../symbols/index.js';

/** A sentence for the user: why nothing was renamed. */
export interface Refusal {
  problem: string;
}

/** The name at a position, if it can be renamed. */
export function prepareRenameAt(
  analysis: Analysis,
  position: Position,
  others: OtherGraphs = NO_OTHERS,
): { range: Range; placeholder: string } | Refusal | null {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return null;
  const refusal = refusalOf(analysis, declarationOf(analysis, occurrence.symbol, others));
  return refusal ?? { range: analysis.range(occurrence), placeholder: lastName(occurrence.symbol) };
}

/**
 * Renames what is named at a position, wherever it is named: in the graph, in the part that declares it, and in the graphs
 * that import that. Refused if one of them would then mean something else.
 */
export function renameAt(
  analysis: Analysis,
  position: Position,
  newName: string,
  others: OtherGraphs = NO_OTHERS,
): WorkspaceEdit | Refusal | null {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return null;
  const declared = declarationOf(analysis, occurrence.symbol, others);
  if (newName === lastName(declared.symbol)) return { changes: {} };
  if (!NAME.test(newName)) {
    return {
      problem: `\`${newName}\` can not be a name: names are up to 100 letters, digits and _, and do not begin with a digit`,
    };
  }
  const refusal = refusalOf(analysis, declared);
  if (refusal) return refusal;
  const users = usersOf(declared, others);
  const edits = renamingEdits(declared, users, newName);
  if ('problem' in edits) return edits;
  const changed = [...new Map(users.map((user) => [user.analysis.file, user.analysis])).values()];
  return {
    changes: Object.fromEntries(
      changed.flatMap(({ uri, file, range: rangeOf }) => {
        const own = edits.filter(({ range }) => range.file === file);
        return own.length === 0
          ? []
          : [[uri, own.map(({ range, replacement }) => ({ range: rangeOf(range), newText: replacement }))]];
      }),
    ),
  };
}

/** What an occurrence has: the name without the namespaces before it. */
const lastName = ({ name }: GraphSymbol): string => name.slice(name.lastIndexOf('.') + 1);

/** With `was` where what is trained would change without it. */
function renamingEdits(
  declared: Declared,
  users: readonly Declared[],
  newName: string,
): TextEdit[] | Refusal {
  const all = users.flatMap(({ analysis, symbol }) =>
    analysis.occurrencesOf(symbol).map(({ start, end }): TextEdit => ({
      range: { file: analysis.file, start, end },
      replacement: newName,
    })),
  );
  // What several uses of a template have in common stands once.
  const names = [...new Map(all.map((edit) => [`${edit.range.file}\0${edit.range.start}`, edit])).values()];
  const old = lastName(declared.symbol);
  const graphs = [...new Set(users.map(({ analysis }) => analysis))];
  const keeps = (edits: readonly TextEdit[]): boolean | Refusal => {
    let all = true;
    for (const graph of graphs) {
      const renamed = checkRenamed(graph, old, edits, newName);
      if ('problem' in renamed) return renamed;
      all &&= renamed.keepsResults;
    }
    return all;
  };
  const was = wasEdit(declared.analysis, declared.symbol, newName);
  const both = was && joined(names, was);
  // In most cases one check is enough: without draws of that name, no `was` is needed.
  const isDrawing = graphs.some((graph) => {
    const { program } = graph.checked();
    return program !== undefined && drawsByName(program, old);
  });
  if (both && isDrawing && keeps(both) === true) return both;
  const plain = keeps(names);
  if (plain === true || !both || isDrawing) return typeof plain === 'object' ? plain : names;
  if (keeps(both) === true) return both;
  return typeof plain === 'object' ? plain : names;
}

/** Edits of names, and one that writes `was`: in front of a text that changes as well, or around it. */
function joined(names: readonly TextEdit[], was: readonly TextEdit[]): TextEdit[] | undefined {
  const apart = was.every(({ range }) =>
    names.every(
      (name) =>
        name.range.file !== range.file || name.range.end <= range.start || range.end <= name.range.start,
    ),
  );
  return apart ? [...names, ...was] : undefined;
}

const NAME = /^[A-Za-z_]\w{0,99}$/;

/** @param asked where the name was pointed at */
function refusalOf(asked: Analysis, { analysis, symbol }: Declared): Refusal | undefined {
  const { kind, name, owner } = symbol;
  if ([asked, analysis].some((each) => each.checked().document === undefined)) {
    return { problem: 'nothing is renamed in a graph that can not be read: mend its errors first' };
  }
  if (name.includes('${'))
    return { problem: `\`${name}\` is made of the variables of a loop: change it where it is written` };
  if (analysis.occurrencesOf(symbol).some(({ isDefinition }) => isDefinition) || kind === 'input')
    return undefined;
  if (kind === 'field')
    return { problem: `\`${name}\` is a field of the source of \`${owner}\`, and its name stands` };
  if (kind === 'layer') {
    return {
      problem: `\`${name}\` is named after its kind: give the layer a name first, with \`name: ${name}\``,
    };
  }
  return { problem: `\`${name}\` is declared nowhere in this file` };
}

/** The graph after renaming must be the same but for the name; whether it trains nothing again as well. */
function checkRenamed(
  { text, file, checked, readPart }: Analysis,
  old: string,
  edits: readonly TextEdit[],
  newName: string,
): { keepsResults: boolean } | Refusal {
  const before = checked();
  const after = checkGraph(applyEdits(text, file, edits), file, {
    overrides: [],
    readPart: editedParts(readPart, edits),
  });
  if (before.program) {
    if (after.program && sameUpToNames(before.program, after.program, [old, newName])) {
      return { keepsResults: sameResults(before.program, after.program) };
    }
    const errors = after.diagnostics.filter(({ severity }) => severity === 'error');
    // What follows from a name that is taken says less.
    const error = errors.find(({ code }) => code === 'name-taken') ?? errors[0];
    return {
      problem: error
        ? `\`${newName}\` can not be its name: ${error.message}`
        : `the graph would mean something else if \`${old}\` were called \`${newName}\``,
    };
  }
  const count = (diagnostics: typeof before.diagnostics) =>
    diagnostics.filter(({ severity }) => severity === 'error').length;
  if (after.document && count(after.diagnostics) <= count(before.diagnostics)) return { keepsResults: true };
  return { problem: `\`${newName}\` can not be its name: the graph would have more errors than it has` };
}

/**
 * Whether every phase has the weights that it had, in Programs that are the same up to names. What is called otherwise
 * changes no fingerprint where it draws from the same streams, so that in most cases none is hashed.
 */
function sameResults(a: Program, b: Program): boolean {
  if (sameLists(streamsOf(a), streamsOf(b))) return true;
  const hashes = ({ phases }: Program) => phases.map(({ fingerprint }) => fingerprint.weights).sort();
  return sameLists(hashes(a), hashes(b));
}

const sameLists = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, at) => text === other[at]);

import { checkGraph, type Program } from '../../compiler/index.js';
import type { Diagnostic, Sources } from '../../diagnostics/index.js';
import type { ReadPart, SourceNode } from '../../dsl/index.js';
import type { Versions } from '../merge-context.js';
import { entryAt } from '../names/index.js';

export interface CompiledResult {
  /** Errors of the merged graph, and warnings where there is none. */
  diagnostics: Diagnostic[];
  sources: Sources;
  /** Of the sides only where a selector of the merged graph could mean other layers in them. */
  programs: Versions<Program> & { merged: Program | undefined };
}

/** Compiles the merged graph, alone and with each profile that works in the sides, and the graphs that it is made of. */
export function compileResult(
  merged: { text: string; tree: SourceNode },
  sides: { base: SourceNode | undefined; ours: SourceNode; theirs: SourceNode },
  file: string,
  readPart?: ReadPart,
): CompiledResult {
  const check = (text: string, profile?: string) =>
    checkGraph(text, file, {
      overrides: [],
      ...(profile === undefined ? {} : { profile }),
      ...(readPart ? { readPart } : {}),
    });
  const { diagnostics: found, sources, program } = check(merged.text);
  const isBroken = found.some(({ severity }) => severity === 'error');
  const diagnostics =
    isBroken && entryAt(merged.tree, ['imports'])
      ? withoutKnown(
          found,
          [sides.ours, sides.theirs].map((side) => check(side.source).diagnostics),
          file,
        )
      : found;
  const compared = program !== undefined && selectsLayers(merged.tree);
  const programs = {
    base: compared && sides.base ? check(sides.base.source).program : undefined,
    ours: compared ? check(sides.ours.source).program : undefined,
    theirs: compared ? check(sides.theirs.source).program : undefined,
    merged: program,
  };
  if (!program) return { diagnostics, sources, programs };
  for (const profile of profilesOf(merged.tree)) {
    const under = check(merged.text, profile);
    if (under.program) continue;
    const having = [sides.ours, sides.theirs].filter((side) => profilesOf(side).includes(profile));
    if (having.some((side) => !check(side.source, profile).program)) continue;
    const errors = under.diagnostics.filter(({ severity }) => severity === 'error');
    return {
      diagnostics: errors.map((error) => inProfile(error, profile)),
      sources: under.sources,
      programs,
    };
  }
  return { diagnostics, sources, programs };
}

/**
 * The parts that are read may be those of one side, since git merges files one by one: what a side has with them as
 * well, and what is wrong in a part itself, does not come of this merge.
 */
function withoutKnown(
  found: readonly Diagnostic[],
  ofSides: readonly (readonly Diagnostic[])[],
  file: string,
): Diagnostic[] {
  const said = ({ code, message }: Diagnostic): string => `${code} ${message}`;
  const known = new Set(ofSides.flat().map(said));
  return found.filter(
    (one) => one.severity !== 'error' || (one.range?.file === file && !known.has(said(one))),
  );
}

/** Whether phases select layers of networks, not networks alone. */
function selectsLayers(tree: SourceNode): boolean {
  const plan = entryAt(tree, ['plan'])?.value;
  return plan !== undefined && /\w\/[\w*]|\buntil\b|\bkind\b/.test(plan.source.slice(plan.start, plan.end));
}

const inProfile = (error: Diagnostic, profile: string): Diagnostic => ({
  ...error,
  notes: [...error.notes, { message: `this is so with \`--profile ${profile}\`` }],
});

function profilesOf(tree: SourceNode): string[] {
  const profiles = entryAt(tree, ['profiles'])?.value;
  return profiles?.kind === 'map' ? profiles.items.map(({ key }) => key!) : [];
}

/** The differences of several graphs in one text. */
import type { Program } from '../../../compiler/index.js';
import { githubCommand, jsonDiagnostics, jsonRange, renderGithub } from '../../../diagnostics/index.js';
import {
  NO_DIFFERENCE,
  renderDiffGithub,
  renderDiffHtml,
  renderDiffText,
  type DiffStyle,
  type ProgramDiff,
} from '../../../diff/index.js';
import pc from 'picocolors';
import { pluralize } from '../../pluralize.js';
import type { BrokenGraph } from './broken-graph.js';
import type { ProfileDiff } from './diff-profiles.js';
import { isSame, type GraphDiff } from './graph-diff.js';

/** `a new graph: 8 networks, 5 phases` */
function wholeGraphText({ a, b }: Extract<GraphDiff, { diff: null }>): string {
  const { networks, phases }: Program = (b ?? a).program;
  const size = `${pluralize(networks.length, 'network')}, ${pluralize(phases.length, 'phase')}`;
  return b ? `a new graph: ${size}` : `the graph is gone: ${size}`;
}

export function diffsText(diffs: readonly GraphDiff[], style: DiffStyle): string {
  if (diffs.length === 0) return 'no graph has changed\n';
  const [only] = diffs;
  if (diffs.length === 1 && only?.diff) return comparedText(only, style);
  return diffs.map((one) => fileDiffText(one, style)).join('');
}

/** The difference of one graph, below the name of its file. */
export function fileDiffText(one: GraphDiff, style: DiffStyle): string {
  if (!one.diff) return `${one.file}: ${wholeGraphText(one)}\n`;
  if (isSame(one)) return `${one.file}: ${NO_DIFFERENCE}\n`;
  return `${one.file}\n${indented(comparedText(one, style))}`;
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

type Compared = Extract<GraphDiff, { diff: ProgramDiff }>;

function comparedText(one: Compared, style: DiffStyle): string {
  if (isSame(one)) return renderDiffText(one.diff, style);
  const { bold } = pc.createColors(style.colour ?? false);
  const data = one.otherData.map((line) => `  ${unicodeText(line, style)}\n`);
  const profiles = one.profiles.map((profile) => `  ${profileText(profile, style)}`);
  return [
    one.diff.same
      ? ''
      : renderDiffText(one.diff, { ...style, ...(one.b.source ? { file: one.b.source.file } : {}) }),
    ...(profiles.length > 0 ? [`${bold('profiles')}\n`, ...profiles] : []),
    ...(data.length > 0 ? [`${bold('other data')}\n`, ...data] : []),
  ].join('');
}

function profileText(profile: ProfileDiff, style: DiffStyle): string {
  switch (profile.kind) {
    case 'added':
      return `+ ${profile.name}\n`;
    case 'removed':
      return `- ${profile.name}\n`;
    case 'broken':
      return `~ ${profile.name}: with it one of the graphs has errors; see lagraph check --profile ${profile.name}\n`;
    case 'changed':
      return `~ ${profile.name}\n${indented(indented(indented(renderDiffText(profile.diff, style))))}`;
  }
}

const unicodeText = (text: string, { unicode = true }: DiffStyle): string =>
  unicode ? text : text.replaceAll('→', '->').replaceAll('…', '...');

export function diffsJson(
  diffs: readonly GraphDiff[],
  failures: readonly BrokenGraph[],
  cost: boolean,
): string {
  const graphs = diffs.map((one) => {
    const { file, a, b, diff } = one;
    return {
      file,
      a: a?.label ?? null,
      b: b?.label ?? null,
      same: isSame(one),
      entries:
        diff?.entries.map((entry) => {
          const own = entry.kind === 'removed' ? a : b;
          return { ...entry, range: entry.range && own ? jsonRange(entry.range, own.sources) : entry.range };
        }) ?? [],
      ...(cost ? { cost: diff?.cost ?? addedCost(b?.program) } : {}),
      profiles: one.diff ? one.profiles : [],
      otherData: one.diff ? one.otherData : [],
    };
  });
  const same = failures.length === 0 && graphs.every((graph) => graph.same);
  const broken = failures.map(({ file, errors, sources }) => ({
    file,
    diagnostics: jsonDiagnostics(errors, sources),
  }));
  return `${JSON.stringify({ same, graphs, broken }, null, 2)}\n`;
}

/** Every phase of a graph that is new. */
const addedCost = (program: Program | undefined) =>
  program
    ? program.phases.map(({ name }) => ({
        phase: name,
        from: null,
        status: 'train',
        reasons: [{ part: 'new', what: 'new', detail: null }],
      }))
    : [];

export function diffsGithub(
  diffs: readonly GraphDiff[],
  failures: readonly BrokenGraph[],
  cost: boolean,
): string {
  const notice = (file: string, title: string, text: string): string =>
    githubCommand('notice', { file, title, text, sources: new Map() });
  return [
    ...failures.map(({ errors, sources }) => renderGithub([...errors], sources)),
    ...diffs.map((one) => {
      if (!one.diff) return notice(one.file, 'lagraph', wholeGraphText(one));
      const profiles = one.profiles.map((profile) => profileText(profile, {}).trimEnd());
      return [
        renderDiffGithub(one.diff, { file: one.file, sources: one.b.sources, cost }),
        profiles.length > 0 ? notice(one.file, 'profiles', profiles.join('\n')) : '',
        one.otherData.length > 0 ? notice(one.file, 'other data', one.otherData.join('\n')) : '',
      ].join('');
    }),
  ].join('');
}

export const diffsHtml = (diffs: readonly GraphDiff[], cost: boolean): string =>
  renderDiffHtml(
    diffs.map(({ file, ...one }) => ({ title: file, ...one })),
    { cost },
  );

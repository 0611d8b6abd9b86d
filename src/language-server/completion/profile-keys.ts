import { CompletionItemKind } from 'vscode-languageserver';
import type { YamlTree } from '../../dsl/index.js';
import type { Analysis } from '../analysis.js';
import { entriesAt } from '../symbols/index.js';
import type { Candidate } from './candidate.js';

/** What a profile may change: parameters, the seed, and settings of phases by their path. */
export function profileKeys(analysis: Analysis): Candidate[] {
  const { params, plan } = analysis.outline();
  const paths = [...plan].flatMap(([name, { entry }]) => pathsOf(entry.value, `plan.${name}`));
  return [
    ...[...params.keys()].map((name) => ({ name, kind: CompletionItemKind.Constant, detail: 'parameter' })),
    ...['seed', 'seeds', 'name', 'description'].map((name) => ({ name, kind: CompletionItemKind.Property })),
    ...paths.map((name) => ({ name, kind: CompletionItemKind.Reference, detail: 'value of the graph' })),
  ];
}

function pathsOf(phase: YamlTree, prefix: string): string[] {
  const written = phase.kind === 'map' ? phase.value.map(({ key }) => `${prefix}.${key}`) : [];
  const on = entriesAt(phase, 'on').map(({ key }) => `${prefix}.on.${key}`);
  // These may be added, too.
  const more = ['optimizer', 'stop_early', 'keep', 'clip_gradients', 'precision'].map(
    (key) => `${prefix}.${key}`,
  );
  const settings = ['epochs', 'batch_size', 'steps_per_epoch'].map((key) => `${prefix}.on.${key}`);
  return [...new Set([...written, ...on, ...more, ...(on.length > 0 ? settings : [])])];
}

/** What the use of a template says, and what is wrong with it; templates that nothing uses. */
import {
  availableNamesText,
  didYouMean,
  nearestName,
  suggestAmong,
  type DiagnosticReporter,
} from '../../diagnostics/index.js';
import { describeValue, entriesOfMap, valueAtKey, type TreeEntry, type YamlTree } from '../text/index.js';
import { quotedList, type Template, type Templates } from './templates.js';

/** The template that is named; undefined after an error. */
export function templateNamed(
  named: YamlTree,
  templates: Templates,
  report: DiagnosticReporter,
): Template | undefined {
  if (named.kind === 'broken') return undefined;
  if (named.kind !== 'scalar' || typeof named.value !== 'string') {
    report({
      code: 'wrong-type',
      message: `\`use\` is the name of a template, not ${describeValue(named)}`,
      range: named.range,
    });
    return undefined;
  }
  const template = templates.find(named.value);
  if (template || templates.isUnread(named.value)) return template;
  const names = templates.names();
  report({
    code: 'unknown-template',
    message: `there is no template \`${named.value}\``,
    range: named.range,
    help: didYouMean(
      suggestAmong(named.value, [names]),
      named.range,
      availableNamesText(names) ?? 'declare it under `templates`',
    ),
  });
  return undefined;
}

/** Reports values for parameters that a template does not have, and parameters that need one; the others are kept. */
export function givenArguments(
  template: Template,
  named: YamlTree,
  given: YamlTree | undefined,
  report: DiagnosticReporter,
): TreeEntry[] {
  const { name } = template;
  const declared = template.params.map(({ key }) => key);
  const what = named.range;
  if (given && given.kind !== 'map' && given.kind !== 'broken' && given.value !== null) {
    report({
      code: 'wrong-type',
      message: `\`with\` is a map of values by the names of parameters, not ${describeValue(given)}`,
      range: given.range,
    });
  }
  const args = entriesOfMap(given);
  const unknown = args.filter(({ key }) => !declared.includes(key));
  for (const { key, keyRange } of unknown) {
    report({
      code: 'unknown-parameter',
      message: `the template \`${name}\` has no parameter \`${key}\``,
      range: keyRange,
      help: didYouMean(
        nearestName(key, declared),
        keyRange,
        availableNamesText(declared) ?? 'it has no parameters',
      ),
    });
  }
  // A misspelt name may be the one that is missing.
  if (given?.kind !== 'broken' && unknown.length === 0) {
    const missing = template.params.filter(
      ({ key, value }) =>
        value.kind === 'map' &&
        !valueAtKey(value, 'default') &&
        valueAtKey(value, 'type') &&
        !args.some((arg) => arg.key === key),
    );
    const [first] = missing;
    if (first) {
      report({
        code: 'missing-argument',
        message: `the template \`${name}\` needs ${quotedList(missing.map(({ key }) => key)).replace(/, (?=[^,]*$)/, ' and ')}`,
        range: what,
        notes: [{ message: 'it is declared here', range: first.keyRange }],
        help: `write with: {${missing.map(({ key }) => `${key}: ...`).join(', ')}}`,
      });
    }
  }
  return args.filter((arg) => !unknown.includes(arg));
}

/** Reports templates that nothing uses, and parameters that nothing in a template refers to. */
export function warnOfUnusedTemplates(
  templates: ReadonlyMap<string, Template>,
  report: DiagnosticReporter,
): void {
  for (const { name, entry, params, needed, uses } of templates.values()) {
    if (uses === 0) {
      report({
        code: 'unused',
        severity: 'warning',
        message: `the template \`${name}\` is not used`,
        range: entry.keyRange,
        help: 'use it, or take it out',
      });
      continue;
    }
    for (const { key, keyRange } of params) {
      if (needed.has(key)) continue;
      report({
        code: 'unused',
        severity: 'warning',
        message: `nothing in the template \`${name}\` refers to its parameter \`${key}\``,
        range: keyRange,
        help: 'use it, or take it out',
      });
    }
  }
}

/** Warnings for declarations that nothing uses, usually the result of a typo. */
import type { Document, Expression, PhaseEntry } from '../dsl/index.js';
import { mentionedNames } from './expressions/index.js';
import { modelExpressions } from './compile-models.js';
import type { CompileContext } from './compile-context.js';

const phaseExpressions = ({ wires, metrics, updates, solve, afterUpdate }: PhaseEntry): Expression[] => [
  ...[...wires, ...metrics].map(({ expression }) => expression),
  ...updates.flatMap(({ losses }) => losses.map(({ value }) => value)),
  ...(solve ? [solve.inputs, ...(solve.second ? [solve.second] : [])] : []),
  ...[...updates.flatMap((update) => update.afterUpdate), ...afterUpdate].flatMap((one) =>
    one.kind === 'assign' ? [one.value] : [],
  ),
];

function documentExpressions(document: Document): Expression[] {
  return [
    ...document.models.flatMap(modelExpressions),
    ...document.functions.map(({ expression }) => expression),
    ...document.networks.flatMap(({ body }) =>
      body.kind === 'nodes'
        ? body.nodes.flatMap(({ value }) =>
            value.kind === 'expression' ? [value.expression] : value.kind === 'layer' ? (value.of ?? []) : [],
          )
        : [],
    ),
    ...document.plan.flatMap(phaseExpressions),
    ...document.evaluate.map(({ measure }) => measure),
    ...document.report.flatMap((entry): Expression[] => {
      if (entry.kind === 'curves') return [];
      return entry.kind === 'translations' ? entry.rows : entry.values.map(({ expression }) => expression);
    }),
  ];
}

/**
 * Wires and nodes used neither by an output nor by another expression. A phase that extends another has its wires as
 * well.
 */
function unusedWires(document: Document): (readonly [kind: string, name: Document['name']])[] {
  const declared: { kind: string; name: Document['name']; used: boolean }[] = [];
  const collectUnused = (
    kind: string,
    names: readonly Document['name'][],
    uses: readonly Expression[],
    outputs: readonly string[],
  ) => {
    const used = new Set([...outputs, ...uses.flatMap((expression) => [...mentionedNames(expression)])]);
    for (const name of names) declared.push({ kind, name, used: used.has(name.value) });
  };
  for (const phase of document.plan) {
    collectUnused(
      'wire',
      phase.wires.map(({ name }) => name),
      phaseExpressions(phase),
      [],
    );
  }
  for (const { body } of document.models) {
    if (body.kind !== 'wires') continue;
    const uses = body.wires.map(({ expression }) => expression);
    collectUnused(
      'wire',
      body.wires.map(({ name }) => name),
      uses,
      body.outputs.map(({ value }) => value),
    );
  }
  const used = new Set(declared.filter((one) => one.used).map(({ name }) => place(name)));
  return declared.filter(({ name }) => !used.has(place(name))).map(({ kind, name }) => [kind, name] as const);
}

/** Where a name is written: a template writes one for each of its uses, and a phase for those that extend it. */
const place = ({ range }: Document['name']): string => `${range.file} ${range.start}`;

/** Declared names that are not used; of those that one template makes, none may be used. */
function unusedNames(
  declared: readonly { name: Document['name'] }[],
  used: ReadonlySet<string>,
): Document['name'][] {
  const names = declared.map(({ name }) => name);
  const made = new Set(names.filter(({ value, range }) => range.use && used.has(value)).map(place));
  return names.filter((name) => !used.has(name.value) && !made.has(place(name)));
}

export function warnOfUnused(document: Document, context: CompileContext): void {
  const { report, used } = context;
  for (const expression of documentExpressions(document)) {
    for (const name of mentionedNames(expression)) used.networks.add(name);
  }
  for (const { start, loads } of document.plan) {
    for (const { network } of loads) used.networks.add(network.value);
    for (const { network, of } of start) used.networks.add(network.value).add(of.value);
  }
  const warn = (kind: string, name: string, range: Document['name']['range']) =>
    report({
      code: 'unused',
      severity: 'warning',
      message: `the ${kind} \`${name}\` is used by nothing`,
      range,
      help: 'use it, or take it out',
    });
  // What has neither plan nor evaluations nor reports is there for others, which use it as a part.
  const isUsed = [document.plan, document.evaluate, document.report].some((section) => section.length > 0);
  if (isUsed) {
    for (const { value, range } of unusedNames(document.networks, used.networks))
      warn('network', value, range);
    for (const { value, range } of unusedNames(document.data, used.data)) warn('data set', value, range);
  }
  const inData = document.data.flatMap(({ add }) => add.map(({ expression }) => expression));
  const called = new Set(
    [...documentExpressions(document), ...inData].flatMap((expression) => [...mentionedNames(expression)]),
  );
  for (const { name } of document.functions) {
    if (isUsed && !called.has(name.value)) warn('function', name.value, name.range);
  }
  for (const [kind, name] of unusedWires(document)) warn(kind, name.value, name.range);
  for (const param of document.params) if (!param.used) warn('parameter', param.name, param.range);
}

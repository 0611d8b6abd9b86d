/** Functions of a graph's own: their names, and those that they use. */
import { cycleText, suggestAmong, didYouMean } from '../diagnostics/index.js';
import type { Expression, FunctionEntry, Located } from '../dsl/index.js';
import { functions as builtIn } from '../vocabulary/index.js';
import { topologicalSort } from './dependency-order/index.js';
import {
  ownFunctionWord,
  ownWordsAt,
  reportNameTaken,
  trackErrors,
  type CompileContext,
} from './compile-context.js';
import { isTrainingVariable, mentionedNames, partsOf } from './expressions/index.js';

/** Adds the functions to the context. Those with an error are broken: calling them is not a further error. */
export function compileFunctions(entries: readonly FunctionEntry[], context: CompileContext): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  const { cycles } = topologicalSort([...byName.keys()], (name) => [
    ...mentionedNames(byName.get(name)!.expression),
  ]);
  const circular = new Set(cycles.flat());
  for (const cycle of cycles) {
    context.report({
      code: 'circular-reference',
      message:
        new Set(cycle).size === 1
          ? `the function \`${cycle[0]!}\` calls itself`
          : `the functions ${cycleText(cycle)} call each other`,
      range: byName.get(cycle[0]!)!.name.range,
      help: 'a function stands for what it is made of, so it can not be in itself',
    });
  }
  const seen = new Map<string, Located<string>>();
  for (const entry of entries) {
    const { name } = entry;
    const tracked = trackErrors(context.report);
    const own = { ...context, report: tracked.report };
    checkName(name, seen.get(name.value), own);
    checkParameters(entry, own);
    checkBody(entry, byName, own);
    seen.set(name.value, name);
    const isBroken = tracked.failed() || circular.has(name.value) || context.functions.has(name.value);
    context.functions.set(name.value, isBroken ? 'broken' : entry);
  }
}

/** A network or a model; none of them is compiled yet. */
const isDeclaredCallable = (name: string, { declared }: CompileContext): boolean =>
  declared.networks.includes(name) || declared.models.includes(name);

function checkName(name: Located<string>, first: Located<string> | undefined, context: CompileContext): void {
  if (first) {
    context.report({
      code: 'duplicate-name',
      message: `two functions are named \`${name.value}\``,
      range: name.range,
      notes: [{ message: 'the first is here', range: first.range }],
    });
  } else if (isDeclaredCallable(name.value, context)) {
    const kind = context.declared.networks.includes(name.value) ? 'network' : 'model';
    reportNameTaken(name, kind, context);
  }
}

function checkParameters({ parameters }: FunctionEntry, { report }: CompileContext): void {
  const seen = new Set<string>();
  for (const { value, range } of parameters) {
    if (seen.has(value)) {
      report({ code: 'duplicate-name', message: `two parameters are named \`${value}\``, range });
    }
    seen.add(value);
  }
}

/** What a function names must be there, whether or not it is called. */
function checkBody(
  { name: own, parameters, expression }: FunctionEntry,
  all: ReadonlyMap<string, FunctionEntry>,
  context: CompileContext,
): void {
  const values = parameters.map(({ value }) => value);
  const used = new Set<string>();
  for (const part of partsOf(expression)) {
    if (part.kind === 'name') {
      const first = part.name.split('.', 1)[0]!;
      used.add(first);
      if (!values.includes(first)) checkValue(part, values, own.value, context);
    } else if (part.kind === 'call') {
      const { name, range } = part.callee;
      if (builtIn.has(name) || all.has(name) || isDeclaredCallable(name, context)) continue;
      const words = ownWordsAt(context, range);
      if (words.isBroken || ownFunctionWord(context, part.callee)) continue;
      const near = suggestAmong(name, [
        context.declared.networks,
        context.declared.models,
        [...all.keys()],
        [...words.functions.keys(), ...builtIn.keys()],
      ]);
      context.report({
        code: 'unknown-name',
        message: `there is no network, model or function \`${name}\``,
        range,
        help: didYouMean(near, range, 'docs/language.md lists the functions'),
      });
    }
  }
  for (const { value, range } of parameters) {
    if (used.has(value) || expression.kind === 'broken') continue;
    context.report({
      code: 'unused',
      severity: 'warning',
      message: `\`${own.value}\` does not use its parameter \`${value}\``,
      range,
      help: 'use it, or take it out',
    });
  }
}

/** A weight, or an error. */
function checkValue(
  { name, range }: Extract<Expression, { kind: 'name' }>,
  parameters: readonly string[],
  own: string,
  context: CompileContext,
): void {
  const isOfNetwork = context.declared.networks.some((one) => name === one || name.startsWith(`${one}.`));
  if (isOfNetwork || builtIn.has(name) || isTrainingVariable(name)) return;
  context.report({
    code: 'unknown-name',
    message: `there is no value \`${name}\` in \`${own}\``,
    range,
    help: didYouMean(
      suggestAmong(name, [parameters]),
      range,
      parameters.length === 0
        ? 'a function sees its parameters, weights, networks and functions; it has no parameters'
        : `a function sees its parameters, weights, networks and functions: give it ${parameters.join(', ')} and what else it needs`,
    ),
  });
}

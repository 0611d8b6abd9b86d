import { createDiagnosticCollector, type WithDiagnostics } from '../diagnostics/index.js';
import { wordsOfDocument, type Document, type OmittedEntry } from '../dsl/index.js';
import { checkFormerNames } from './check-former-names.js';
import { checkClassLists } from './classes/index.js';
import { compileDatasets } from './data/index.js';
import { compileEvaluations } from './compile-evaluations.js';
import { compileModels } from './compile-models.js';
import { exampleWires, type ExampleWires } from './example-wires.js';
import { compileFunctions } from './own-functions.js';
import { compileNetworks } from './networks/index.js';
import { compilePhases } from './phases/index.js';
import type { Program } from './program.js';
import { compileReports } from './reports/index.js';
import { warnOfUnused } from './warn-unused.js';
import type { CompileContext, ReadWeights } from './compile-context.js';

/** What could be compiled, also where other parts have errors: for editors. */
export type CompiledParts = Pick<Program, 'networks' | 'models' | 'datasets' | 'phases'>;

export interface CompiledDocument extends WithDiagnostics<Program> {
  parts: CompiledParts;
  /** The fields of a data set, if it could be compiled. */
  exampleWires(dataset: string): ExampleWires | undefined;
}

/**
 * Document -> Program.
 *
 *     networks ──▶ models ──▶ phases ──▶ evaluations, reports
 *     data ───────────────────▲ (update sets, wires, order)
 *
 * Every pass reports all it can find, adds what is valid to the context and marks the rest as broken, so that later
 * passes report nothing about it. There is a Program only if there is no error.
 */
export function compileDocument(document: Document, readWeights?: ReadWeights): CompiledDocument {
  const { report, diagnostics, hasErrors } = createDiagnosticCollector();
  const context = createCompileContext(document, report, hasErrors, readWeights);

  // 0. Functions: expressions of everything else call them.
  // 1. Networks: weights, and shapes through every layer.
  compileFunctions(document.functions, context);
  compileNetworks(document.networks, context);
  // 2. Data sets, independent of networks.
  compileDatasets(document.data, context);
  // 3. Models; they need the inputs and outputs of networks.
  compileModels(document.models, context);
  checkNameConflicts(document, context);
  checkFormerNames(document, context);
  // 4. Phases and their order; they need all of the above.
  const plan = compilePhases(document.plan, document.seed.value, context);
  // 5. Evaluations and reports; they need to know which phase trains what.
  const evaluations = compileEvaluations(document.evaluate, plan, context);
  const names = document.plan.map(({ name }) => name.value);
  const reports = compileReports(document.report, names, plan, context);
  if (isEmpty(document)) reportEmpty(document, report);
  // 6. Whether class numbers mean the same wherever they meet.
  if (!hasErrors() && plan) {
    const datasets = [...context.data.values()].map(({ dataset }) => dataset);
    const networks = [...context.networks.values()];
    checkClassLists({ networks, datasets, phases: plan.phases, evaluations, reports }, context);
  }
  // 7. Unused declarations. After an error this would be guesswork.
  if (!hasErrors() && document.leftOut.length === 0) warnOfUnused(document, context);

  // Omitted entries have errors, which were reported when they were read.
  const parts: CompiledParts = {
    networks: [...context.networks.values()],
    models: [...context.models.values()],
    datasets: document.data.flatMap(({ name }) => context.data.get(name.value)?.dataset ?? []),
    phases: plan?.phases ?? [],
  };
  const common = {
    diagnostics,
    parts,
    exampleWires(dataset: string) {
      const data = context.data.get(dataset);
      return data && exampleWires(data);
    },
  };
  if (hasErrors() || !plan || document.leftOut.length > 0) return common;
  return {
    ...common,
    value: {
      name: document.name.value,
      description: document.description?.value ?? '',
      seed: document.seed.value,
      ...(document.seeds.length > 1 ? { seeds: document.seeds } : {}),
      ...parts,
      evaluations,
      reports,
      ...(document.wordModules.length > 0 ? { words: document.wordModules } : {}),
      params: document.params.map(({ name, value, origin }) => ({ name, value, origin })),
    },
  };
}

const isEmpty = (document: Document): boolean => {
  const {
    data,
    networks,
    models,
    functions: own,
    plan,
    evaluate,
    report,
    leftOut,
    templates = [],
  } = document;
  const sections = [data, networks, models, own, plan, evaluate, report, leftOut, templates];
  return sections.every((section) => section.length === 0);
};

function reportEmpty({ file, sources }: Document, report: CompileContext['report']): void {
  report({
    code: 'empty-graph',
    message: 'there is nothing to learn in this graph: it has neither data nor networks nor a plan',
    range: { file, start: 0, end: sources.get(file)?.trimEnd().length ?? 0 },
    help: 'docs/language.md and the examples show what a graph is made of',
  });
}

function createCompileContext(
  document: Document,
  report: CompileContext['report'],
  hasErrors: () => boolean,
  readWeights: ReadWeights | undefined,
): CompileContext {
  const omittedNames = (wanted: OmittedEntry['kind']) =>
    new Set(document.leftOut.flatMap(({ kind, name }) => (kind === wanted ? [name] : [])));
  const names = (
    read: readonly { name: { value: string } }[],
    others: ReadonlySet<string>,
    unneeded: readonly string[],
  ) => [...new Set([...read.map(({ name }) => name.value), ...others, ...unneeded])];
  return {
    report,
    hasErrors,
    file: document.file,
    sources: document.sources,
    words: wordsOfDocument(document.words),
    readWeights,
    networks: new Map(),
    models: new Map(),
    functions: new Map([...omittedNames('function')].map((name) => [name, 'broken'])),
    data: new Map(),
    broken: { networks: omittedNames('network'), data: omittedNames('data'), phases: omittedNames('phase') },
    faulty: {
      networks: omittedNames('network'),
      models: omittedNames('model'),
      data: omittedNames('data'),
      phases: omittedNames('phase'),
    },
    declared: {
      networks: names(document.networks, omittedNames('network'), document.unneeded.networks),
      models: names(document.models, omittedNames('model'), document.unneeded.models),
      data: names(document.data, omittedNames('data'), document.unneeded.data),
    },
    inputShapes: new Map(),
    used: { networks: new Set(), data: new Set() },
    inlined: { wires: 0, isReported: false },
  };
}

/** A name in an expression must be unambiguous. */
function checkNameConflicts(document: Document, { report }: CompileContext): void {
  const networks = new Map(document.networks.map(({ name }) => [name.value, name]));
  for (const { name } of document.models) {
    const other = networks.get(name.value);
    if (!other) continue;
    report({
      code: 'name-taken',
      message: `there is a network \`${name.value}\` already`,
      range: name.range,
      notes: [{ message: 'it is declared here', range: other.range }],
      help: 'give the model another name',
    });
  }
}

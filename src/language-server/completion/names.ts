import { CompletionItemKind } from 'vscode-languageserver';
import { scheduleFunctions } from '../../compiler/index.js';
import { functions, layers, shapeText } from '../../vocabulary/index.js';
import { entriesOfMap, findEntry, normalPath, partPath, valueAtKey, type YamlTree } from '../../dsl/index.js';
import { WEIGHT_FILE_ENDINGS } from '../../weight-files/index.js';
import type { Analysis } from '../analysis.js';
import { layersOf } from '../layer-places.js';
import { exampleShapeText } from '../weights.js';
import { describeFunction, findFunction, functionSignature } from '../schema/index.js';
import {
  datasetOf,
  datasetOfInitial,
  datasetOfPhase,
  namesIn,
  networkOfLayers,
  phaseChain,
  reportBody,
  scanExpression,
  textAt,
  writtenName,
} from '../symbols/index.js';
import type { Candidate } from './candidate.js';
import { fieldDetail, fieldsOf } from './fields.js';
import type { ExpressionRole, NameRole } from './roles.js';

/** Names that may stand in a value of a role. */
export function namesFor(
  role: NameRole,
  written: string,
  beside: YamlTree | undefined,
  analysis: Analysis,
): Candidate[] {
  const outline = analysis.outline();
  switch (role.role) {
    case 'template':
      return templateNames(role.place, analysis);
    case 'part':
      return partFiles(written, analysis);
    case 'weights':
      return filesBeside(written, analysis, ({ name }) => isWeightFile(name));
    case 'layer':
      return layerNames(role.network, '', analysis);
    case 'callable':
      return [...networkNames(analysis), ...modelNames(analysis)];
    case 'network':
      return networkNames(analysis);
    case 'bare weight':
      return [
        ...networkNames(analysis).filter(({ name }) =>
          findEntry(outline.networks.get(name)?.entry.value, 'weights'),
        ),
        ...[...outline.networks.keys()].flatMap((network) =>
          layersOf(analysis, network).flatMap(({ name, kind, type }) =>
            kind === 'weights'
              ? [
                  {
                    name: `${network}/${name}`,
                    kind: CompletionItemKind.Method,
                    detail: `${kind} → ${exampleShapeText(type)}`,
                  },
                ]
              : [],
          ),
        ),
      ];
    case 'data set':
      return datasetNames(analysis);
    case 'data use':
      return [...datasetNames(analysis), ...splitNames(analysis)];
    case 'selector':
      return selectorNames(written, analysis);
    case 'phase':
      return phaseNames(analysis);
    case 'start':
      return [...networkNames(analysis), ...phaseNames(analysis)];
    case 'layer of selector': {
      const network = textAt(beside, 'network');
      return network === undefined ? [] : layerNames(network.split('/')[0]!, '', analysis);
    }
    case 'layer kind':
      return [...analysis.words().layers.values(), ...layers.values()].map(({ name, summary }) => ({
        name,
        kind: CompletionItemKind.Class,
        documentation: summary,
      }));
    case 'node':
      return nodeNames(role.network, analysis);
    case 'wire':
      return modelValues(role.model, analysis);
    case 'label': {
      const member = [...(outline.data.get(role.dataset)?.members.values() ?? [])][0];
      const words = ['row', 'none'].map((name) => ({ name, kind: CompletionItemKind.Keyword }));
      return [...fieldsOf(analysis, member).map(fieldCandidate), ...words];
    }
    case 'stored field': {
      const dataset = role.of === 'data' ? role.name : datasetOfPhase(outline, role.name);
      return dataset === undefined ? [] : fieldsOf(analysis, dataset).map(fieldCandidate);
    }
    case 'member': {
      const members = [...(outline.data.get(role.dataset)?.members.keys() ?? [])];
      return [...members, ...role.words].map((name) => ({ name, kind: CompletionItemKind.Field }));
    }
    case 'schedule':
      return [
        ...trainingVariables(),
        ...[...scheduleFunctions.keys()].map((name) => ({ name, kind: CompletionItemKind.Function })),
      ];
    case 'figure':
      return figureNames(role.phase, analysis);
    case 'expression':
      return expressionNames(role, written, analysis);
  }
}

/** Templates; those first that make what stands at the place. */
function templateNames(place: string, analysis: Analysis): Candidate[] {
  return [...analysis.outline().templates].map(([name, template]) => {
    const makes = entriesOfMap(template).flatMap(({ key }) =>
      key === 'params' || key === 'help' ? [] : [key],
    );
    return {
      name,
      kind: CompletionItemKind.Snippet,
      detail: `template: ${makes.join(', ').replaceAll('_', ' ')}`,
      order: place === '' || makes.includes(place) || makes.includes('value') ? 1 : 2,
    };
  });
}

/** Graphs, and folders, in the folder that is written. */
function partFiles(written: string, analysis: Analysis): Candidate[] {
  return filesBeside(
    written,
    analysis,
    ({ name, path }) =>
      /\.ya?ml$/i.test(name) &&
      !/\.lock\.ya?ml$/i.test(name) &&
      partPath(analysis.file, path) !== normalPath(analysis.file),
  );
}

const isWeightFile = (name: string): boolean =>
  WEIGHT_FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));

/** Files, and folders, in the folder that is written. */
function filesBeside(
  written: string,
  analysis: Analysis,
  isWanted: (file: { name: string; path: string }) => boolean,
): Candidate[] {
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  const entries = analysis.listFolder(partPath(analysis.file, folder === '' ? '.' : folder));
  return entries.flatMap(({ name, isFolder }): Candidate[] => {
    const path = `${folder}${name}`;
    if (isFolder) return [{ name: `${path}/`, kind: CompletionItemKind.Folder, order: 1 }];
    return isWanted({ name, path }) ? [{ name: path, kind: CompletionItemKind.File }] : [];
  });
}

const networkNames = (analysis: Analysis): Candidate[] =>
  namesIn(analysis.outline(), 'networks').map((name) => ({
    name,
    kind: CompletionItemKind.Class,
    detail: networkDetail(analysis, name),
  }));

/** `network [28, 28, 1] → [32]` */
export function networkDetail(analysis: Analysis, name: string): string {
  const { networks, models } = analysis.parts();
  const found = networks.find((each) => each.name === name) ?? models.find((each) => each.name === name);
  const kind = writtenName(analysis.outline(), 'networks', name) === undefined ? 'model' : 'network';
  if (!found) return kind;
  const shapes = (values: typeof found.inputs) =>
    values.map(({ type }) => shapeText(type.shape.slice(1).map((side) => side ?? 1))).join(', ');
  const outputs = found.outputs.map((output) => ({ name: output.name, type: output.type }));
  return `${kind} ${shapes(found.inputs)} → ${shapes(outputs)}`.replace('  ', ' ');
}

const modelNames = (analysis: Analysis): Candidate[] =>
  namesIn(analysis.outline(), 'models').map((name) => ({
    name,
    kind: CompletionItemKind.Interface,
    detail: networkDetail(analysis, name),
  }));

const datasetNames = (analysis: Analysis): Candidate[] =>
  [...analysis.outline().data].map(([name, { source, from }]) => ({
    name,
    kind: CompletionItemKind.Struct,
    detail: source === undefined ? (from === undefined ? 'data set' : `from ${from}`) : `source ${source}`,
  }));

function splitNames(analysis: Analysis): Candidate[] {
  const compiled = new Map(analysis.parts().datasets.map((dataset) => [dataset.name, dataset]));
  return [...analysis.outline().data].flatMap(([name, { splits }]) => {
    const known = Object.keys(compiled.get(name)?.splits ?? {});
    return [...new Set([...known, ...splits.map(({ key }) => key)])].map((split) => ({
      name: `${name}.${split}`,
      kind: CompletionItemKind.Struct,
      detail: 'split',
    }));
  });
}

const phaseNames = (analysis: Analysis): Candidate[] =>
  namesIn(analysis.outline(), 'plan').map((name) => ({
    name,
    kind: CompletionItemKind.Function,
    detail: 'phase',
  }));

/** Networks and models; behind a slash, the layers of the network before it. */
function selectorNames(written: string, analysis: Analysis): Candidate[] {
  const slash = written.indexOf('/');
  if (slash < 0) return [...networkNames(analysis), ...modelNames(analysis)];
  const network = written.slice(0, slash);
  return layerNames(network, `${network}/`, analysis);
}

function layerNames(network: string, prefix: string, analysis: Analysis): Candidate[] {
  return layersOf(analysis, networkOfLayers(analysis.outline(), network)).map(({ name, kind, type }) => ({
    name: prefix + name,
    kind: CompletionItemKind.Method,
    detail: `${kind} → ${exampleShapeText(type)}`,
  }));
}

function nodeNames(network: string, analysis: Analysis): Candidate[] {
  const found = analysis.outline().networks.get(network);
  const nodes = found?.nodes.map(({ key }) => ({
    name: key,
    kind: CompletionItemKind.Method,
    detail: 'node',
  }));
  return nodes ?? [];
}

function modelValues(model: string, analysis: Analysis): Candidate[] {
  const found = analysis.outline().models.get(model);
  const values = [...(found?.inputs ?? []), ...(found?.wires ?? [])].map(({ key }) => ({
    name: key,
    kind: CompletionItemKind.Variable,
    detail: 'wire',
  }));
  const isRepeated = findEntry(found?.entry.value, 'times') !== undefined;
  const round = {
    name: 'iteration',
    kind: CompletionItemKind.Constant,
    detail: 'number of the round, from 0',
  };
  return isRepeated ? [...values, round] : values;
}

/** What `keep` and `stop_early` may watch. */
function figureNames(phase: string, analysis: Analysis): Candidate[] {
  const chain = phaseChain(analysis.outline(), phase).map(({ entry }) => entry);
  const metrics = chain.flatMap((each) => each.metrics.map(({ key }) => key));
  const losses = chain.flatMap((each) => each.losses.map(({ key }) => `loss/${key}`));
  const own = ['loss', ...new Set([...losses, ...metrics])];
  const isValidated = chain.some(({ entry }) => valueAtKey(entry.value, 'validate'));
  return [...(isValidated ? own.map((name) => `val.${name}`) : []), ...own].map((name) => ({
    name,
    kind: CompletionItemKind.Value,
    detail: 'figure',
  }));
}

const fieldCandidate = (field: ReturnType<typeof fieldsOf>[number]): Candidate => ({
  name: field.name,
  kind: CompletionItemKind.Field,
  detail: fieldDetail(field),
});

/** What may stand in an expression at the cursor: values, networks and models, functions, and their options. */
function expressionNames(role: ExpressionRole, written: string, analysis: Analysis): Candidate[] {
  const { open } = scanExpression(written);
  const call = open.at(-1);
  const options = call ? optionNames(call.callee, analysis) : [];
  const callables =
    role.in === 'data' || role.in === 'network' ? [] : [...networkNames(analysis), ...modelNames(analysis)];
  return [
    ...valueNames(role, analysis).map((each) => ({ ...each, order: 1 })),
    ...callables.map((each) => ({ ...each, order: 2, isCall: role.in !== 'model' })),
    ...ownFunctionNames(analysis).map((each) => ({ ...each, order: 2 })),
    ...options.map((each) => ({ ...each, order: 3 })),
    ...functionNames(analysis).map((each) => ({ ...each, order: 4 })),
  ];
}

function valueNames(role: ExpressionRole, analysis: Analysis): Candidate[] {
  const outline = analysis.outline();
  const fields = (dataset: string | undefined) => fieldsOf(analysis, dataset).map(fieldCandidate);
  switch (role.in) {
    case 'data': {
      const added = outline.data.get(role.dataset)?.added.map(({ key }) => key) ?? [];
      const own = added.indexOf(role.field);
      const later = new Set(own < 0 ? [] : added.slice(own));
      return fields(role.dataset).filter(({ name }) => !later.has(name));
    }
    case 'network': {
      const found = outline.networks.get(role.network);
      const inputs = found?.inputs.map(({ key }) => key) ?? [];
      return [
        ...(inputs.length > 0 ? inputs : ['input']).map((name) => ({
          name,
          kind: CompletionItemKind.Variable,
          detail: 'input',
        })),
        ...nodeNames(role.network, analysis),
      ];
    }
    case 'model':
      return modelValues(role.model, analysis);
    case 'function':
      return (outline.functions.get(role.function)?.parameters ?? []).map(({ name }) => ({
        name,
        kind: CompletionItemKind.Variable,
        detail: 'parameter',
      }));
    case 'phase': {
      const wires = phaseChain(outline, role.phase).flatMap(({ entry }) => entry.wires);
      return [
        ...wires.map(({ key }) => ({ name: key, kind: CompletionItemKind.Variable, detail: 'wire' })),
        ...fields(datasetIn(role, outline)),
        ...(role.initial === undefined ? trainingVariables() : []),
      ];
    }
    case 'evaluation':
      return fields(datasetOf(valueAtKey(outline.evaluate.get(role.evaluation)?.value, 'on'), outline.data));
    case 'report': {
      const report = reportBody(outline.report[role.report]);
      return fields(datasetOf(valueAtKey(report, 'on'), outline.data));
    }
  }
}

/** The data set that expressions of a phase are over, or of what it begins with. */
function datasetIn(
  { phase, initial }: Extract<ExpressionRole, { in: 'phase' }>,
  outline: ReturnType<Analysis['outline']>,
): string | undefined {
  if (initial === undefined) return datasetOfPhase(outline, phase);
  const written = valueAtKey(outline.plan.get(phase)?.entry.value, 'initial');
  return datasetOfInitial(outline, phase, valueAtKey(written, initial));
}

/** Names that numbers in phases can follow. */
const trainingVariables = (): Candidate[] =>
  ['progress', 'epoch', 'step'].map((name) => ({
    name,
    kind: CompletionItemKind.Variable,
    detail: 'of the training',
  }));

const ownFunctionNames = (analysis: Analysis): Candidate[] =>
  [...analysis.outline().functions].map(([name, { parameters, entry }]) => ({
    name,
    isCall: true,
    kind: CompletionItemKind.Function,
    detail: `(${parameters.map((one) => one.name).join(', ')})`,
    ...(entry.value.kind === 'scalar' ? { documentation: `\`${String(entry.value.value)}\`` } : {}),
  }));

function optionNames(callee: string, analysis: Analysis): Candidate[] {
  const definition = findFunction(callee, analysis.words());
  if (!definition) return [];
  const { properties } = definition.options as { properties?: Record<string, { description?: string }> };
  return Object.entries(properties ?? {}).map(([name, { description }]) => ({
    name,
    insert: `${name}=`,
    kind: CompletionItemKind.Property,
    detail: `option of ${callee}`,
    ...(description === undefined ? {} : { documentation: description }),
  }));
}

const functionNames = (analysis: Analysis): Candidate[] =>
  [...analysis.words().functions.keys(), ...functions.keys()].map((name) => ({
    name,
    isCall: true,
    kind: CompletionItemKind.Function,
    detail: functionSignature(name, analysis.words())!.slice(name.length),
    documentation: describeFunction(name, analysis.words())!,
  }));

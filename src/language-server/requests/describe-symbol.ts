import { planSummary } from '../../compiler/index.js';
import type { Analysis } from '../analysis.js';
import { entriesOfMap } from '../../dsl/index.js';
import { fieldDetail, fieldsOf, networkDetail, templateParameterDetail } from '../completion/index.js';
import { templateParams, textAt, type GraphSymbol } from '../symbols/index.js';
import { layersOf, type LayerPlace } from '../layer-places.js';
import { countParameters, exampleShapeText, parametersText, phasesThatTrain, trainedBy } from '../weights.js';

/** What a name stands for, as Markdown. */
export function describeSymbol(analysis: Analysis, symbol: GraphSymbol): string | undefined {
  const { kind, name, owner } = symbol;
  switch (kind) {
    case 'network':
    case 'model':
      return describeNetwork(analysis, name);
    case 'layer':
    case 'node':
      return describeLayer(analysis, symbol);
    case 'parameter':
      return owner === '' ? describeParameter(analysis, name) : describeTemplateParameter(analysis, symbol);
    case 'template':
      return describeTemplate(analysis, name);
    case 'field':
      return describeField(analysis, symbol);
    case 'data set':
      return describeDataset(analysis, name);
    case 'phase':
      return describePhase(analysis, name);
    case 'namespace': {
      const set = analysis.sets().find(({ namespace }) => namespace === name);
      if (set) return `**${name}** (part made by the template \`${set.template}\`)`;
      const file = analysis.imported().find(({ namespace }) => namespace === name)?.file;
      return file === undefined ? `**${name}** (namespace)` : `**${name}** (part, ${file})`;
    }
    case 'function': {
      const found = analysis.outline().functions.get(name);
      if (!found) return undefined;
      const body = found.entry.value.kind === 'scalar' ? String(found.entry.value.value) : '';
      const parameters = found.parameters.map((one) => one.name).join(', ');
      return `**${name}(${parameters})** (function)\n\n\`${body}\``;
    }
    case 'argument':
      return `**${name}** (parameter of \`${owner}\`)`;
    case 'loop variable':
      return `**${name}** (variable of a loop)`;
    default: {
      const of = owner.replace(/^(?:networks|models|plan)\./, '').replace(/\.\d+$/, '');
      return `**${name}** (${kind}${of === '' ? '' : ` of \`${of}\``})`;
    }
  }
}

function describeNetwork(analysis: Analysis, name: string): string {
  const header = `**${name}** (${networkDetail(analysis, name)})`;
  const { networks, models } = analysis.parts();
  const network = networks.find((each) => each.name === name);
  if (network) {
    const phases = phasesThatTrain(
      analysis,
      network.weights.map((weight) => weight.name),
    );
    const count = countParameters(analysis, name);
    const like = network.like === undefined ? '' : `, layers of \`${network.like}\``;
    return `${header}\n\n${parametersText(count)}${like}; ${trainedBy(phases)}`;
  }
  const model = models.find((each) => each.name === name);
  if (!model) return header;
  const called = new Set(model.wires.flatMap((wire) => (wire.op === 'call' ? [wire.network] : [])));
  const count = [...called].reduce((sum, each) => sum + countParameters(analysis, each), 0);
  const list = [...called].map((each) => `\`${each}\``).join(', ');
  return called.size === 0 ? header : `${header}\n\n${parametersText(count)} in ${list}`;
}

function describeLayer(analysis: Analysis, { kind, name, owner }: GraphSymbol): string {
  const layer = layersOf(analysis, owner).find((each) => each.name === name);
  return layer ? layerText(analysis, owner, layer) : `**${name}** (${kind} of \`${owner}\`)`;
}

function layerText(analysis: Analysis, network: string, layer: LayerPlace): string {
  const count = countParameters(analysis, network, new Set(layer.weights));
  const weights = count === 0 ? 'no parameters' : parametersText(count);
  const phases = layer.weights.length === 0 ? '' : `; ${trainedBy(phasesThatTrain(analysis, layer.weights))}`;
  return `**${network}/${layer.name}** (${layer.kind} → ${exampleShapeText(layer.type)})\n\n${weights}${phases}`;
}

/** The layers that were made of the entry at an offset of a network: several in a loop. */
export function describeLayersAt(
  analysis: Analysis,
  path: readonly (string | number)[],
  offset: number,
): string[] {
  const [section, network] = path;
  if (section !== 'networks' || typeof network !== 'string') return [];
  const made = layersOf(analysis, network).filter(
    ({ range }) => range && range.file === analysis.file && range.start <= offset && offset <= range.end,
  );
  const shown = made.slice(0, MAX_LAYERS).map((layer) => layerText(analysis, network, layer));
  return made.length > MAX_LAYERS ? [...shown, `and ${made.length - MAX_LAYERS} more`] : shown;
}

/** At most this many layers of a loop are described. */
const MAX_LAYERS = 6;

function describeParameter(analysis: Analysis, name: string): string | undefined {
  const entry = analysis.outline().params.get(name);
  const resolved = analysis.checked().document?.params.find((param) => param.name === name);
  if (!entry && !resolved) return undefined;
  const help = entry && textAt(entry.value, 'help');
  const origin = resolved?.origin === 'default' ? ', its default' : '';
  const value = resolved ? `\`${JSON.stringify(resolved.value)}\`${origin}` : '';
  const profiles = [...analysis.outline().profiles].flatMap(([profile, { value: changes }]) => {
    const change = changes.kind === 'map' ? changes.value.find(({ key }) => key === name) : undefined;
    return change?.value.kind === 'scalar'
      ? [`\`${JSON.stringify(change.value.value)}\` in the profile \`${profile}\``]
      : [];
  });
  return [
    `**${name}** (parameter)`,
    ...(help === undefined ? [] : [help]),
    ...(value === '' ? [] : [[value, ...profiles].join('; ')]),
  ].join('\n\n');
}

/** What a template makes, and its parameters. */
function describeTemplate(analysis: Analysis, name: string): string {
  const outline = analysis.outline();
  const template = outline.templates.get(name);
  const makes = entriesOfMap(template).flatMap(({ key }) =>
    key === 'params' || key === 'help' ? [] : [key],
  );
  const help = textAt(template, 'help');
  const params = templateParams(outline, name).map(
    ({ key, value }) => `- \`${key}\`${templateParameterDetail(value)}`,
  );
  return [
    `**${name}** (template: ${makes.join(', ').replaceAll('_', ' ')})`,
    ...(help === undefined ? [] : [help]),
    ...(params.length === 0 ? [] : [params.join('\n')]),
  ].join('\n\n');
}

function describeTemplateParameter(analysis: Analysis, { name, owner }: GraphSymbol): string {
  const template = owner.replace(/^templates\./, '');
  const entry = templateParams(analysis.outline(), template).find(({ key }) => key === name);
  const help = entry && textAt(entry.value, 'help');
  const detail = entry ? templateParameterDetail(entry.value) : '';
  return [
    `**${name}** (parameter of the template \`${template}\`)${detail}`,
    ...(help === undefined ? [] : [help]),
  ].join('\n\n');
}

function describeField(analysis: Analysis, { name, owner }: GraphSymbol): string | undefined {
  const field = fieldsOf(analysis, owner).find((each) => each.name === name);
  return field && `**${name}** (${fieldDetail(field)}, of \`${owner}\`)`;
}

function describeDataset(analysis: Analysis, name: string): string {
  const dataset = analysis.parts().datasets.find((each) => each.name === name);
  const fields = fieldsOf(analysis, name).map((field) => `- \`${field.name}\`: ${fieldDetail(field)}`);
  const splits = Object.entries(dataset?.splits ?? {}).map(([split, { examples }]) =>
    examples === null ? `\`${split}\`` : `\`${split}\` of ${examples.toLocaleString('en')}`,
  );
  return [
    `**${name}** (data set)`,
    ...(fields.length === 0 ? [] : [fields.join('\n')]),
    ...(splits.length === 0 ? [] : [`splits: ${splits.join(', ')}`]),
  ].join('\n\n');
}

function describePhase(analysis: Analysis, name: string): string {
  const header = `**${name}** (phase)`;
  const { program } = analysis.checked();
  const summary = program && phaseSummaries(program).get(name);
  if (!summary) return header;
  const list = (names: readonly string[]) => names.map((each) => `\`${each}\``).join(', ');
  return [
    header,
    summary.method === null
      ? `trains ${list(summary.trains)}: ${parametersText(summary.trainedParameters)}, with ${summary.updates.map(({ optimizer }) => optimizer).join(', ')}`
      : `solves for ${list(summary.trains)}: ${parametersText(summary.trainedParameters)}, by ${summary.method}`,
    `on \`${summary.data}\`, ${summary.epochs} ${summary.epochs === 1 ? 'epoch' : 'epochs'} in batches of ${summary.batchSize}${summary.classBatch ? ` (${summary.classBatch.classes} classes, ${summary.classBatch.each} of each)` : ''}`,
    ...(summary.assigns.length === 0 ? [] : [`assigns to ${list(summary.assigns)} after each update`]),
    ...(summary.uses.length === 0 ? [] : [`uses ${list(summary.uses)}`]),
    ...(summary.after.length === 0 ? [] : [`after ${list(summary.after)}`]),
  ].join('\n\n');
}

type Program = Parameters<typeof planSummary>[0];
const summaries = new WeakMap<Program, ReadonlyMap<string, ReturnType<typeof planSummary>[number]>>();

/** Computed once for each version of a graph. */
export function phaseSummaries(
  program: Program,
): ReadonlyMap<string, ReturnType<typeof planSummary>[number]> {
  const known = summaries.get(program) ?? new Map(planSummary(program).map((each) => [each.name, each]));
  summaries.set(program, known);
  return known;
}

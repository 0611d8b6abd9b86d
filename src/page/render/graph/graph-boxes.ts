/** A program as boxes: data, networks with their layers, phases with what they train. */
import { exampleText, numberOf, optimizersText, parameterCount } from '../../../diff/index.js';
import type { Dataset, Phase, Program } from '../../../compiler/index.js';
import { dataId, modelEdges, networkId, phaseEdges, phaseId } from '../../../picture/index.js';
import { layerText, networkFacts, type LayerUse, type NetworkFacts } from './layer-facts.js';
import { phaseNetworks } from './phase-networks.js';

export interface GraphRow {
  text: string;
  /** What is said of it when it is pointed at. Empty: it is no layer. */
  hint: string;
  /** One for each column of its box. */
  uses: readonly LayerUse[];
}

export interface GraphBox {
  id: string;
  kind: 'data' | 'network' | 'phase';
  title: string;
  subtitle: string;
  hint: string;
  rows: readonly GraphRow[];
  /** Of a network: the phases that use it, by their place in the plan. */
  columns: readonly number[];
  /** Of a phase: its place in the plan. */
  phase: number | null;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** The phase whose step has it, by its place in the plan; null if models alone have it. */
  phase: number | null;
}

export interface GraphPicture {
  boxes: GraphBox[];
  edges: GraphEdge[];
}

/** Longer networks are shown without their middle; the table of layers has all. */
const MAX_ROWS = 24;

export function graphPicture(program: Program): GraphPicture {
  const trained = phaseEdges(program.phases);
  const used = new Set(trained.map(({ from }) => from));
  const networks = networkFacts(program);
  const shown = new Set(networks.map(({ network }) => networkId(network.name)));
  const models = modelEdges(program.models, trained)
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .map((edge): GraphEdge => ({ ...edge, phase: null }));
  return {
    boxes: [
      ...program.datasets.filter(({ name }) => used.has(dataId(name))).map(dataBox),
      ...networks.map((facts) => networkBox(facts, program.phases)),
      ...program.phases.map((phase, at) => phaseBox(program, phase, at)),
    ],
    edges: [...trained, ...models],
  };
}

function dataBox(dataset: Dataset): GraphBox {
  const fields = Object.entries(dataset.fields).map(([name, type]) => `${name} ${fieldText(type)}`);
  const splits = Object.entries(dataset.splits).map(([name, { examples }]) =>
    examples === null ? name : `${name}: ${numberOf(examples, 'example')}`,
  );
  return {
    id: dataId(dataset.name),
    kind: 'data',
    title: dataset.name,
    subtitle: 'data',
    hint: [`data ${dataset.name}`, fields.join(', '), splits.join(', ')]
      .filter((part) => part !== '')
      .join('; '),
    rows: [],
    columns: [],
    phase: null,
  };
}

const fieldText = (type: Dataset['fields'][string]): string =>
  exampleText({ ...type, shape: [null, ...type.shape] });

function networkBox({ network, layers, phases: columns }: NetworkFacts, phases: readonly Phase[]): GraphBox {
  const rows = layers.map((layer): GraphRow => ({
    text: layer.text,
    hint: layerText(layer, phases),
    uses: columns.map((at) => layer.uses[at]!),
  }));
  const parameters = numberOf(parameterCount(network), 'parameter');
  return {
    id: networkId(network.name),
    kind: 'network',
    title: network.name,
    subtitle: parameters,
    hint: [
      `network ${network.name}`,
      ...(network.like === undefined ? [] : [`like ${network.like}`]),
      `${network.inputs.map(({ type }) => exampleText(type)).join(', ')} → ${network.outputs.map(({ type }) => exampleText(type)).join(', ')}`,
      parameters,
    ].join('; '),
    rows: withoutMiddle(rows, columns.length),
    columns,
    phase: null,
  };
}

function withoutMiddle(rows: GraphRow[], columns: number): GraphRow[] {
  if (rows.length <= MAX_ROWS) return rows;
  const half = Math.floor(MAX_ROWS / 2);
  const left = `… ${numberOf(rows.length - 2 * half, 'layer')} more …`;
  return [
    ...rows.slice(0, half),
    { text: left, hint: '', uses: Array.from({ length: columns }, () => null) },
    ...rows.slice(-half),
  ];
}

function phaseBox(program: Program, phase: Phase, at: number): GraphBox {
  const { trains, assigned, frozen } = phaseNetworks(program, phase);
  return {
    id: phaseId(phase.name),
    kind: 'phase',
    title: phase.name,
    subtitle: `${numberOf(phase.epochs, 'epoch')} on ${phase.data.dataset}.${phase.data.split}`,
    hint: [
      `phase ${phase.name}`,
      numberOf(phase.epochs, 'epoch'),
      `trains ${trains.join(', ')}`,
      ...(assigned.length > 0 ? [`assigns to ${assigned.join(', ')}`] : []),
      ...(frozen.length > 0 ? [`frozen: ${frozen.join(', ')}`] : []),
      optimizersText(phase),
    ].join('; '),
    rows: [
      ...wrapped('trains', trains),
      ...(assigned.length > 0 ? wrapped('assigns to', assigned) : []),
      ...(frozen.length > 0 ? wrapped('frozen', frozen) : []),
    ].map((text): GraphRow => ({ text, hint: '', uses: [] })),
    columns: [],
    phase: at,
  };
}

/** Of a line in a box. */
const MAX_LINE = 30;

/** `trains encoder, decoder` over as many lines as it takes, the further ones indented. */
function wrapped(word: string, names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = word;
  names.forEach((name, at) => {
    const text = at < names.length - 1 ? `${name},` : name;
    if (line !== word && `${line} ${text}`.length > MAX_LINE) {
      lines.push(line);
      line = `  ${text}`;
    } else line = `${line} ${text}`;
  });
  return [...lines, line];
}

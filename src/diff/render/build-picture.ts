/** A Program as boxes and connections: data sets, networks with their layers, and phases at the end of their data flow. */
import {
  wireInputs,
  type Network,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import { countText, nodeLabel, numberOf, parameterCount, wordText } from '../text/index.js';
import type { Mark, Picture, PictureBox, PictureEdge, PictureLine } from '../../picture/index.js';

export interface PictureMarks {
  data: ReadonlyMap<string, Mark>;
  networks: ReadonlyMap<string, Mark>;
  /** For each network, marks of its wires. */
  layers: ReadonlyMap<string, ReadonlyMap<WireId, Mark>>;
  phases: ReadonlyMap<string, Mark>;
  /** What becomes of each phase: `to train`. */
  phaseNotes: ReadonlyMap<string, string>;
}

/** Longer networks are shown without the middle of stretches that have no marks. */
const MAX_LINES = 26;

export function buildPicture(program: Program, marks: PictureMarks): Picture {
  const edges = uniqueEdges(program.phases.flatMap(phaseEdges));
  const used = new Set(edges.map(({ from }) => from));
  return {
    boxes: [
      ...program.datasets
        .filter(({ name }) => used.has(dataId(name)))
        .map(({ name }): PictureBox => ({
          id: dataId(name),
          kind: 'data',
          title: name,
          subtitle: '',
          lines: [],
          mark: marks.data.get(name) ?? null,
          phase: null,
        })),
      ...program.networks.map((network) => networkBox(network, marks)),
      ...program.phases.map((phase, at) => phaseBox(phase, at, marks)),
    ],
    edges,
  };
}

const dataId = (name: string): string => `data/${name}`;
const networkId = (name: string): string => `network/${name}`;
const phaseId = (name: string): string => `phase/${name}`;

function networkBox(network: Network, marks: PictureMarks): PictureBox {
  const own = marks.layers.get(network.name);
  const lines = network.wires.flatMap((wire, id): PictureLine[] =>
    wire.op === 'layer' || wire.op === 'function'
      ? [{ text: nodeLabel(wire), mark: own?.get(id) ?? null }]
      : [],
  );
  return {
    id: networkId(network.name),
    kind: 'network',
    title: network.name,
    subtitle: numberOf(parameterCount(network), 'parameter'),
    lines: shortened(lines),
    mark: marks.networks.get(network.name) ?? null,
    phase: null,
  };
}

/** Leaves out what is far from any mark, if there are too many lines. */
function shortened(lines: readonly PictureLine[]): PictureLine[] {
  if (lines.length <= MAX_LINES) return [...lines];
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - 2), at + 3).some(({ mark }) => mark !== null),
  );
  const half = Math.floor(MAX_LINES / 4);
  const shown = lines.map((_, at) => near[at]! || at < half || at >= lines.length - half);
  const result: PictureLine[] = [];
  let hidden = 0;
  const flush = (): void => {
    if (hidden > 0) result.push({ text: `… ${countText(hidden)} more …`, mark: null });
    hidden = 0;
  };
  lines.forEach((line, at) => {
    if (!shown[at]) hidden += 1;
    else {
      flush();
      result.push(line);
    }
  });
  flush();
  return result;
}

function phaseBox(phase: Phase, at: number, marks: PictureMarks): PictureBox {
  const optimizers = [
    ...new Set(phase.updates.map(({ optimizer: { name, args } }) => wordText('optimizer', name, args))),
  ];
  const note = marks.phaseNotes.get(phase.name);
  return {
    id: phaseId(phase.name),
    kind: 'phase',
    title: phase.name,
    subtitle: `${numberOf(phase.epochs, 'epoch')}, ${optimizers.join(' and ')}`,
    lines: note === undefined ? [] : [{ text: note, mark: null }],
    mark: marks.phases.get(phase.name) ?? null,
    phase: at,
  };
}

/** The data flow of a phase's step: from its data through networks to its losses. */
function phaseEdges({ name, data, wires, updates }: Phase, phase: number): PictureEdge[] {
  const edges: PictureEdge[] = [];
  wires.forEach((wire) => {
    if (wire.op !== 'call') return;
    for (const from of origins(wires, wire.inputs, dataId(data.dataset)))
      edges.push({ from, to: networkId(wire.network), phase });
  });
  const losses = updates.flatMap((update) => update.losses.map(({ wire }) => wire));
  const ends = origins(wires, losses, dataId(data.dataset));
  const networks = ends.filter((id) => id !== dataId(data.dataset));
  for (const from of networks.length > 0 ? networks : ends) edges.push({ from, to: phaseId(name), phase });
  return edges;
}

/** The calls, bare weights and data that wires are computed from, without calls between. */
function origins(wires: readonly Wire[], ids: readonly WireId[], data: string): string[] {
  const found = new Set<string>();
  const seen = new Set<WireId>();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const wire = wires[id]!;
    if (wire.op === 'call') found.add(networkId(wire.network));
    else if (wire.op === 'weight') found.add(networkId(wire.weight));
    else if (wire.op === 'field') found.add(data);
    else waiting.push(...wireInputs(wire));
  }
  return [...found];
}

function uniqueEdges(edges: readonly PictureEdge[]): PictureEdge[] {
  const found = new Map(edges.map((edge) => [`${edge.phase} ${edge.from} ${edge.to}`, edge]));
  return [...found.values()].filter(({ from, to }) => from !== to);
}

/** A Program as boxes and connections: data sets, networks with their layers, and phases at the end of their data flow. */
import type { Network, Phase, Program, WireId } from '../../compiler/index.js';
import {
  countText,
  isShownNode,
  nodeLabel,
  numberOf,
  optimizersText,
  parameterCount,
} from '../text/index.js';
import {
  dataId,
  networkId,
  phaseEdges,
  phaseId,
  type Mark,
  type Picture,
  type PictureBox,
  type PictureLine,
} from '../../picture/index.js';

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
  const edges = phaseEdges(program.phases);
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

function networkBox(network: Network, marks: PictureMarks): PictureBox {
  const own = marks.layers.get(network.name);
  const lines = network.wires.flatMap((wire, id): PictureLine[] =>
    isShownNode(network, wire) ? [{ text: nodeLabel(wire), mark: own?.get(id) ?? null }] : [],
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
  const note = marks.phaseNotes.get(phase.name);
  return {
    id: phaseId(phase.name),
    kind: 'phase',
    title: phase.name,
    subtitle: `${numberOf(phase.epochs, 'epoch')}, ${optimizersText(phase)}`,
    lines: note === undefined ? [] : [{ text: note, mark: null }],
    mark: marks.phases.get(phase.name) ?? null,
    phase: at,
  };
}

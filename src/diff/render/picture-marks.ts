import type { Program } from '../../compiler/index.js';
import type { DiffSection, PhaseCost, ProgramDiff } from '../diff-types.js';
import type { Mark } from '../../picture/index.js';
import type { PictureMarks } from './build-picture.js';
import { layerMarks } from '../sections/index.js';

/** What is marked in the pictures of both graphs. */
export function pictureMarks(
  a: Program,
  b: Program,
  diff: ProgramDiff,
): { a: PictureMarks; b: PictureMarks } {
  const ofA = emptyMarks();
  const ofB = emptyMarks();
  for (const { section, kind, name, was, parts, changes } of diff.entries.flatMap(eachAlike)) {
    const [inA, inB] = [marksOf(section, ofA), marksOf(section, ofB)];
    if (!inA || !inB) continue;
    if (kind === 'added') inB.set(name, 'added');
    else if (kind === 'removed') inA.set(name, 'removed');
    else if (kind === 'split' || kind === 'joined') {
      const [whole, divided] = kind === 'split' ? [inA, inB] : [inB, inA];
      whole.set(name, 'renamed');
      for (const part of parts) divided.set(part, 'renamed');
    } else {
      const mark: Mark = kind === 'renamed' && changes.length === 0 ? 'renamed' : 'changed';
      inA.set(was ?? name, mark);
      inB.set(name, mark);
      const [before, after] = [networkOf(a, was ?? name), networkOf(b, name)];
      if (section !== 'networks' || !before || !after) continue;
      const layers = layerMarks(before, after);
      ofA.layers.set(was ?? name, layers.a);
      ofB.layers.set(name, layers.b);
    }
  }
  for (const cost of diff.cost) ofB.phaseNotes.set(cost.phase, noteOf(cost));
  return { a: ofA, b: ofB };
}

/** An entry, and those that are told with it. */
const eachAlike = (entry: ProgramDiff['entries'][number]) => [
  entry,
  ...(entry.alike ?? []).map((name) => ({ ...entry, name })),
];

const networkOf = ({ networks }: Program, name: string) => networks.find((one) => one.name === name);

interface MutableMarks extends PictureMarks {
  data: Map<string, Mark>;
  networks: Map<string, Mark>;
  layers: Map<string, ReadonlyMap<number, Mark>>;
  phases: Map<string, Mark>;
  phaseNotes: Map<string, string>;
}

export const emptyMarks = (): MutableMarks => ({
  data: new Map(),
  networks: new Map(),
  layers: new Map(),
  phases: new Map(),
  phaseNotes: new Map(),
});

function marksOf(section: DiffSection, marks: MutableMarks): Map<string, Mark> | null {
  if (section === 'networks') return marks.networks;
  if (section === 'data') return marks.data;
  return section === 'plan' ? marks.phases : null;
}

function noteOf(cost: PhaseCost): string {
  switch (cost.status) {
    case 'train':
      return 'to train';
    case 'continues':
      return `goes on from ${cost.fromEpoch}`;
    case 'data':
      return 'if the data differ';
    case 'pending':
      return 'perhaps kept';
    case 'figures':
      return 'only figures';
    case 'kept':
      return 'kept';
  }
}

import type { Model } from '../../compiler/index.js';
import { added, changed, removed, renamed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import { wireNumbers } from '../match/index.js';
import { exampleText } from '../text/index.js';

export function modelDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, correspondence } = comparison;
  return pairEntries(a.models, b.models).flatMap((pair): EntryDiff[] => {
    if (!pair.a) return [entryOf('models', 'added', pair.b, { summary: modelText(pair.b, comparison) })];
    if (!pair.b) return [entryOf('models', 'removed', pair.a, { summary: modelText(pair.a, comparison) })];
    const was = formerName(correspondence.models, pair.b.name);
    const changes = modelChanges(pair.a, pair.b, comparison);
    if (was === null && changes.length === 0) return [];
    const summary = was !== null && changes.length === 0 ? modelText(pair.b, comparison) : null;
    return [entryOf('models', was === null ? 'changed' : 'renamed', pair.b, { was, changes, summary })];
  });
}

/** `signs_encoder -> linker -> mnist_decoder`, or the expressions of its outputs. */
function modelText(model: Model, comparison: Comparison): string {
  if (model.rounds) return `${roundText(model.rounds)}; ${model.rounds.times} times`;
  if (model.outputs.length === 1) return outputText(model, 0, comparison);
  return model.outputs.map(({ name }, at) => `${name}: ${outputText(model, at, comparison)}`).join(', ');
}

/** A round as it is written: all of them would be too long to read. */
const roundText = ({ written }: NonNullable<Model['rounds']>): string =>
  written.map(({ name, expression }) => `${name}: ${expression}`).join('; ');

function outputText(model: Model, which: number, { writers }: Comparison): string {
  const chain: string[] = [];
  if (model.rounds) return roundText(model.rounds);
  let id = model.outputs[which]!.wire;
  for (;;) {
    const wire = model.wires[id]!;
    if (wire.op === 'call' && wire.inputs.length === 1) {
      chain.unshift(wire.network);
      id = wire.inputs[0]!;
    } else if (wire.op === 'input' && model.inputs.length === 1 && chain.length > 0)
      return chain.join(' -> ');
    else break;
  }
  // A model of its own wires: no other stands for it.
  return writers.none.text(model.wires, model.outputs[which]!.wire);
}

const timesText = ({ rounds }: Model): string => (rounds ? `${rounds.times}` : 'once');

function modelChanges(a: Model, b: Model, comparison: Comparison): Change[] {
  const { interner } = comparison;
  const [numbersA, numbersB] = [wireNumbers(a.wires, interner), wireNumbers(b.wires, interner)];
  const outputsA = new Map(a.outputs.map((output, at) => [output.name, { ...output, at }]));
  const namesB = new Set(b.outputs.map(({ name }) => name));
  const single = a.outputs.length === 1 && b.outputs.length === 1;
  const inputs = b.inputs.flatMap(({ name, type }, at): Change[] => {
    const before = a.inputs[at];
    if (!before) return [added('input', name)];
    return [
      ...(before.name === name ? [] : [renamed('input', before.name, name)]),
      ...changed(`input ${name}`, exampleText(before.type), exampleText(type)),
    ];
  });
  return [
    ...inputs,
    ...changed('times', timesText(a), timesText(b)),
    ...a.inputs.slice(b.inputs.length).map(({ name }) => removed('input', name)),
    ...b.outputs.flatMap((output, at): Change[] => {
      const before = single ? { ...a.outputs[0]!, at: 0 } : outputsA.get(output.name);
      if (!before) return [added(`output ${output.name}`, outputText(b, at, comparison))];
      const isRenamed = before.name !== output.name ? [renamed('output', before.name, output.name)] : [];
      if (numbersA[before.wire] === numbersB[output.wire]) return isRenamed;
      return [
        ...isRenamed,
        ...changed(
          single ? '' : `output ${output.name}`,
          outputText(a, before.at, comparison),
          outputText(b, at, comparison),
        ),
      ];
    }),
    ...(single
      ? []
      : a.outputs.flatMap(({ name }, at) =>
          namesB.has(name) ? [] : [removed(`output ${name}`, outputText(a, at, comparison))],
        )),
  ].map((change) => ({ ...change, affects: 'nothing' }));
}

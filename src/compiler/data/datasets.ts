import { inCircle } from '../../diagnostics/index.js';
import { findWord, readArguments, type DataEntry, type DataUseEntry, type WordUse } from '../../dsl/index.js';
import { sources, type Arguments, type DataDeclaration } from '../../vocabulary/index.js';
import { fieldNames, type KnownData } from '../known-data.js';
import { listed, sameNames } from '../classes/index.js';
import { sortByNeed } from '../order.js';
import type { Augmentation, DataStep, DataUse } from '../program.js';
import { sameShape, shapeText } from '../tensor-type.js';
import { partOf, unknown, watch, type World } from '../world.js';
import { byName, own } from '../../names/index.js';
import { addFields, checkAdded, declared } from './add.js';
import { readAugmentation } from './augment.js';
import { keepEarlier } from './keep-earlier.js';
import { datasetNamed } from './lookup.js';
import { makePair, type Made } from './pair.js';
import { checkShares, splitData } from './split.js';

/** Data sets in the order in which they are made of each other; a broken one is remembered as such. */
export function compileData(entries: readonly DataEntry[], world: World): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  for (const name of byName.keys()) world.broken.data.add(name);
  const { order, cycles } = sortByNeed([...byName.keys()], (name) => needs(byName.get(name)!));
  for (const cycle of cycles) {
    world.report({
      code: 'circular-reference',
      message: `the data sets ${inCircle(cycle)} are made of each other`,
      range: byName.get(cycle[0]!)!.name.range,
    });
  }
  for (const name of order) {
    const entry = byName.get(name)!;
    const watched = watch(world.report);
    const made = makeData(entry, { ...world, report: watched.report });
    if (!made || watched.failed() || world.faulty.data.has(name)) continue;
    world.broken.data.delete(name);
    const dataset = { name, ...declared(made), steps: made.steps, range: entry.range };
    world.data.set(name, { dataset, fields: made.fields });
  }
}

const needs = ({ from, pair }: DataEntry): string[] => [
  ...(from ? [from.value] : []),
  ...(pair?.members.flatMap(({ dataset }) => dataset?.value ?? []) ?? []),
];

function makeData(entry: DataEntry, world: World): Made | undefined {
  const made = beginning(entry, world);
  const augmentations = entry.augment.map((one) => ({ entry: one, value: readAugmentation(one, world) }));
  if (!made) {
    // What it is made of is not known, but expressions and shares can be wrong whatever it is.
    checkAdded(entry, world);
    checkShares(entry, world);
    return undefined;
  }
  if (entry.augment.length > 0) {
    const fields = byName<Augmentation>();
    for (const { entry: one, value } of augmentations) {
      if (isImage(one.field, made, entry, world) && value) fields[one.field.value] = value;
    }
    const kept = keepEarlier(entry.name.value, fields, made);
    made.steps.push({
      step: 'augment',
      fields,
      ...(kept ? { kept } : {}),
      draw: entry.draw?.value === 'once' ? 'once' : 'epoch',
    });
  }
  const added = entry.add.length === 0 || addFields(entry, made, world);
  const divided = entry.split.length === 0 || splitData(entry, made, world);
  return added && divided ? made : undefined;
}

function beginning(entry: DataEntry, world: World): Made | undefined {
  if (entry.pair) return makePair(entry, entry.pair, world);
  if (entry.source) return fromSource(entry.source, entry.otherwise, world);
  const from = entry.from && datasetNamed(entry.from, world);
  if (!from) return undefined;
  return {
    fields: new Map(from.fields),
    splits: { ...from.dataset.splits },
    steps: [{ step: 'from', dataset: from.dataset.name }],
  };
}

function fromSource(source: WordUse, otherwise: WordUse | null, world: World): Made | undefined {
  const first = readSource(source, world);
  const second = otherwise ? readSource(otherwise, world) : undefined;
  if (!first || (otherwise && !second)) return undefined;
  if (second) {
    for (const [name, { shape, classes }] of Object.entries(first.declaration.fields)) {
      const other = own(second.declaration.fields, name);
      if (other && sameShape(shape, other.shape)) {
        if (!classes || !other.classes || sameNames(classes, other.classes)) continue;
        world.report({
          code: 'class-mismatch',
          message:
            `\`${second.source}\` can't stand in for \`${first.source}\`: ` +
            `its classes are ${listed(other.classes)}, not ${listed(classes)}`,
          range: otherwise!.range,
          help: 'list the same classes in the same order',
        });
        return undefined;
      }
      world.report({
        code: 'bad-fallback',
        message: other
          ? `\`${name}\` of \`${second.source}\` is ${shapeText(other.shape)}, but of \`${first.source}\` ${shapeText(shape)}`
          : `\`${second.source}\` has no field \`${name}\`, which \`${first.source}\` has`,
        range: otherwise!.range,
      });
      return undefined;
    }
  }
  const step: DataStep = {
    step: 'source',
    source: first.source,
    args: first.args,
    ...(second ? { otherwise: { source: second.source, args: second.args } } : {}),
  };
  const { fields, splits } = first.declaration;
  return {
    fields: new Map(Object.entries(fields).map(([name, type]) => [name, { type, from: { kind: 'stored' } }])),
    splits: second ? shared(splits, second.declaration.splits) : splits,
    steps: [step],
  };
}

/** How many examples there are is only known if both say the same. */
function shared(
  a: DataDeclaration['splits'],
  b: DataDeclaration['splits'],
): Record<string, { examples: number | null }> {
  return byName(
    Object.entries(a).map(([name, { examples }]) => [
      name,
      { examples: own(b, name)?.examples === examples ? examples : null },
    ]),
  );
}

function readSource(
  use: WordUse,
  world: World,
): { source: string; args: Arguments; declaration: DataDeclaration } | undefined {
  const definition = findWord(use, sources, 'source', world.report);
  const args = definition && readArguments(use, definition, world.report);
  if (!args) return undefined;
  const answer = definition.declare(args);
  if (answer.ok) return { source: definition.name, args, declaration: answer.value };
  const argument = use.args.find(({ key }) => key === answer.argument)?.value ?? use.main;
  world.report({
    code: 'bad-source',
    message: `\`${definition.name}\`: ${answer.problem}`,
    range: answer.argument !== undefined && argument ? argument.range : use.range,
    ...(answer.hint === undefined ? {} : { help: answer.hint }),
  });
  return undefined;
}

function isImage(
  field: { value: string; range: DataEntry['range'] },
  made: Made,
  entry: DataEntry,
  world: World,
): boolean {
  const known = made.fields.get(field.value);
  if (known?.type.role === 'image' && known.from.kind === 'stored') return true;
  if (!known) {
    unknown(
      world,
      { value: field.value, range: field.range },
      {
        code: 'unknown-name',
        kind: `field of \`${entry.name.value}\` called`,
        candidates: [fieldNames(made.fields)],
      },
    );
  } else {
    world.report({
      code: 'bad-augmentation',
      message:
        known.from.kind === 'added'
          ? `\`${field.value}\` is made of other fields: it can't be turned and moved itself`
          : `\`${field.value}\` is no image, so it can't be turned and moved`,
      range: field.range,
    });
  }
  return false;
}

/** `mnist.test`, or `mnist` for its split `train`. Undefined after an error, which is reported. */
export function dataUse(
  { text, broken }: DataUseEntry,
  world: World,
): { known: KnownData; use: DataUse } | undefined {
  if (broken) return undefined;
  const dot = text.value.indexOf('.');
  const name = dot < 0 ? text.value : text.value.slice(0, dot);
  const known = datasetNamed({ ...text, value: name, range: partOf(text, 0, name.length) }, world);
  if (!known) return undefined;
  const { splits } = known.dataset;
  const split = dot < 0 ? 'train' : text.value.slice(dot + 1);
  if (Object.hasOwn(splits, split)) return { known, use: { dataset: name, split } };
  const names = Object.keys(splits);
  if (dot < 0) {
    world.report({
      code: 'unknown-split',
      message: `\`${name}\` has no split \`train\`, which is what is meant where none is named`,
      range: text.range,
      help: `its splits: ${names.map((one) => `${name}.${one}`).join(', ')}`,
    });
  } else {
    unknown(
      world,
      { value: split, range: partOf(text, dot + 1, text.value.length) },
      {
        code: 'unknown-split',
        kind: `split of \`${name}\` called`,
        candidates: [names],
        hint: `its splits: ${names.join(', ')}`,
      },
    );
  }
  return undefined;
}

export type { KnownData };

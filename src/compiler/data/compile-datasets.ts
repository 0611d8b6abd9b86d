import { cycleText } from '../../diagnostics/index.js';
import {
  partFolder,
  splitDataUse,
  type DataEntry,
  type DataUseEntry,
  type PlainValue,
  type WordUse,
} from '../../dsl/index.js';
import {
  sources,
  type ResolvedArguments,
  type DataDeclaration,
  equalShapes,
  shapeText,
  wordId,
  wordName,
} from '../../vocabulary/index.js';
import { writableFieldNames, type CompiledDataset } from '../compiled-dataset.js';
import { classNamesText, sameClassNames } from '../classes/index.js';
import { topologicalSort } from '../dependency-order/index.js';
import type { Augmentation, DataStep, DataUse } from '../program.js';
import { subrangeOf, reportUnknownName, trackErrors, type CompileContext } from '../compile-context.js';
import { readWordUse } from '../read-word-use.js';
import { nullPrototypeRecord, ownValue } from '../../records/index.js';
import { addFields, checkAddedFields, toDataDeclaration } from './add-fields.js';
import { readAugmentation } from './read-augmentation.js';
import { keepUnaugmentedFields } from './keep-unaugmented-fields.js';
import { dataStepStream } from './data-step-stream.js';
import { drawFrequency } from './draw-frequency.js';
import { findDataset } from './find-dataset.js';
import { joinDatasets, type DatasetDraft } from './join-datasets.js';
import { selectExamples } from './select-examples.js';
import { checkNoGroup, checkSplitShares, splitDataset } from './split-dataset.js';

/** Compiles data sets in dependency order; broken ones are recorded as such. */
export function compileDatasets(entries: readonly DataEntry[], context: CompileContext): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  for (const name of byName.keys()) context.broken.data.add(name);
  const { order, cycles } = topologicalSort([...byName.keys()], (name) =>
    datasetDependenciesOf(byName.get(name)!),
  );
  for (const cycle of cycles) {
    context.report({
      code: 'circular-reference',
      message: `the data sets ${cycleText(cycle)} are made of each other`,
      range: byName.get(cycle[0]!)!.name.range,
    });
  }
  for (const name of order) {
    const entry = byName.get(name)!;
    const tracked = trackErrors(context.report);
    const made = compileDataset(entry, { ...context, report: tracked.report });
    if (!made || tracked.failed() || context.faulty.data.has(name)) continue;
    context.broken.data.delete(name);
    const dataset = { name, ...toDataDeclaration(made), steps: made.steps, range: entry.range };
    context.data.set(name, { dataset, fields: made.fields });
  }
}

const datasetDependenciesOf = ({ from, pair }: DataEntry): string[] => [
  ...(from ? [from.value] : []),
  ...(pair?.members.flatMap(({ dataset }) => dataset?.value ?? []) ?? []),
];

function compileDataset(entry: DataEntry, context: CompileContext): DatasetDraft | undefined {
  const made = draftFromOrigin(entry, context);
  const augmentations = entry.augment.map((one) => ({ entry: one, value: readAugmentation(one, context) }));
  if (!made) {
    // What it is derived from is unknown, but its expressions and shares can be wrong in any case.
    checkAddedFields(entry, context);
    checkSplitShares(entry, context);
    return undefined;
  }
  const selected = selectExamples(entry, made, context);
  if (entry.augment.length > 0) {
    const fields = nullPrototypeRecord<Augmentation>();
    for (const { entry: one, value } of augmentations) {
      if (checkImageField(one.field, made, entry, context) && value) fields[one.field.value] = value;
    }
    const kept = keepUnaugmentedFields(entry.name.value, fields, made);
    made.steps.push({
      step: 'augment',
      fields,
      ...(kept ? { kept } : {}),
      draw: drawFrequency(entry),
      stream: dataStepStream(entry, 'augment'),
    });
  }
  const added = entry.add.length === 0 || addFields(entry, made, context);
  const divided =
    entry.split.length === 0 ? checkNoGroup(entry, context) : splitDataset(entry, made, context);
  return selected && added && divided ? made : undefined;
}

function draftFromOrigin(entry: DataEntry, context: CompileContext): DatasetDraft | undefined {
  if (entry.pair) return joinDatasets(entry, entry.pair, context);
  if (entry.source) return draftFromSource(entry, entry.source, context);
  const from = entry.from && findDataset(entry.from, context);
  if (!from) return undefined;
  return {
    fields: new Map(from.fields),
    splits: { ...from.dataset.splits },
    steps: [{ step: 'from', dataset: from.dataset.name }],
  };
}

function draftFromSource(
  { otherwise, range }: DataEntry,
  source: WordUse,
  context: CompileContext,
): DatasetDraft | undefined {
  const first = readSourceUse(source, context);
  const second = otherwise ? readSourceUse(otherwise, context) : undefined;
  if (!first || (otherwise && !second)) return undefined;
  if (second) {
    for (const [name, { shape, classes }] of Object.entries(first.declaration.fields)) {
      const other = ownValue(second.declaration.fields, name);
      if (other && equalShapes(shape, other.shape)) {
        if (!classes || !other.classes || sameClassNames(classes, other.classes)) continue;
        context.report({
          code: 'class-mismatch',
          message:
            `\`${wordName(second.source)}\` can't stand in for \`${wordName(first.source)}\`: ` +
            `its classes are ${classNamesText(other.classes)}, not ${classNamesText(classes)}`,
          range: otherwise!.range,
          help: 'list the same classes in the same order',
        });
        return undefined;
      }
      context.report({
        code: 'bad-fallback',
        message: other
          ? `\`${name}\` of \`${wordName(second.source)}\` is ${shapeText(other.shape)}, but of \`${wordName(first.source)}\` ${shapeText(shape)}`
          : `\`${wordName(second.source)}\` has no field \`${name}\`, which \`${wordName(first.source)}\` has`,
        range: otherwise!.range,
      });
      return undefined;
    }
  }
  const namesFiles = [first, second].some(
    (one) => one && (sources.get(one.source)?.files?.(one.args) ?? []).length > 0,
  );
  const folder = namesFiles ? partFolder(context.file, range.file) : '';
  const step: DataStep = {
    step: 'source',
    source: first.source,
    args: first.args,
    ...(folder === '' ? {} : { folder }),
    ...(second ? { otherwise: { source: second.source, args: second.args } } : {}),
  };
  const { fields, splits } = first.declaration;
  return {
    fields: new Map(Object.entries(fields).map(([name, type]) => [name, { type, from: { kind: 'stored' } }])),
    splits: second ? commonSplitSizes(splits, second.declaration.splits) : splits,
    steps: [step],
  };
}

/** The number of examples is known only if all members have the same. */
function commonSplitSizes(
  a: DataDeclaration['splits'],
  b: DataDeclaration['splits'],
): Record<string, { examples: number | null }> {
  return nullPrototypeRecord(
    Object.entries(a).map(([name, { examples }]) => [
      name,
      { examples: ownValue(b, name)?.examples === examples ? examples : null },
    ]),
  );
}

function readSourceUse(
  use: WordUse,
  context: CompileContext,
): { source: string; args: ResolvedArguments; declaration: DataDeclaration } | undefined {
  const word = readWordUse(use, 'source', context);
  if (!word) return undefined;
  const { definition, args } = word;
  const answer = definition.declare(args);
  if (answer.ok) return { source: wordId(definition), args, declaration: answer.value };
  const named = use.args.find(({ key }) => key === answer.argument)?.value;
  const argument = (named && innermostValue(named, answer.keys ?? [])) ?? use.main;
  context.report({
    code: 'bad-source',
    message: `\`${definition.name}\`: ${answer.problem}`,
    range: answer.argument !== undefined && argument ? argument.range : use.range,
    ...(answer.hint === undefined ? {} : { help: answer.hint }),
  });
  return undefined;
}

/** The value that keys lead to within a map, as far as they are written. */
function innermostValue(value: PlainValue, [key, ...inner]: readonly string[]): PlainValue {
  const part =
    key !== undefined && value.kind === 'map' ? value.value.find((entry) => entry.key === key) : undefined;
  return part ? innermostValue(part.value, inner) : value;
}

function checkImageField(
  field: { value: string; range: DataEntry['range'] },
  draft: DatasetDraft,
  entry: DataEntry,
  context: CompileContext,
): boolean {
  const known = draft.fields.get(field.value);
  if (known?.type.role === 'image' && known.from.kind === 'stored') return true;
  if (!known) {
    reportUnknownName(
      context,
      { value: field.value, range: field.range },
      {
        code: 'unknown-name',
        kind: `field of \`${entry.name.value}\` called`,
        candidates: [writableFieldNames(draft.fields)],
      },
    );
  } else {
    context.report({
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

/**
 * Resolves `mnist.test`, or `mnist`, which stands for its split `train`. Undefined after an error, which is reported.
 */
export function resolveDataUse(
  { text, broken }: DataUseEntry,
  context: CompileContext,
): { known: CompiledDataset; use: DataUse } | undefined {
  if (broken) return undefined;
  const isDataset = (one: string) => context.data.has(one) || context.broken.data.has(one);
  const { dataset: name, split: named } = splitDataUse(text.value, isDataset);
  const known = findDataset({ ...text, value: name, range: subrangeOf(text, 0, name.length) }, context);
  if (!known) return undefined;
  const { splits } = known.dataset;
  const split = named ?? 'train';
  if (Object.hasOwn(splits, split)) return { known, use: { dataset: name, split } };
  const names = Object.keys(splits);
  if (named === undefined) {
    context.report({
      code: 'unknown-split',
      message: `\`${name}\` has no split \`train\`, which is what is meant where none is named`,
      range: text.range,
      help: `its splits: ${names.map((one) => `${name}.${one}`).join(', ')}`,
    });
  } else {
    reportUnknownName(
      context,
      { value: split, range: subrangeOf(text, name.length + 1, text.value.length) },
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

export type { CompiledDataset };

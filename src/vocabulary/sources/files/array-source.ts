import type {
  ArrayFormat,
  Column,
  FieldType,
  LoadedSplit,
  RuleResult,
  SourceDefinition,
  SourceLoaderTools,
} from '../../definition-types.js';
import { Type, type TObject } from '../../typebox-builders.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { defineSource } from '../define-source.js';
import { columnOfArray } from './array-columns.js';
import {
  arrayFields,
  declareArrayField,
  locationIn,
  planArrayField,
  splitsOfArrays,
  type ArrayField,
  type ArrayFieldPlan,
} from './array-fields.js';
import { pathArguments } from './field-arguments.js';
import { filesOfSplits, loadedFiles, pathProblem, userFiles, type PathArguments } from './source-files.js';
import { withoutExamples } from './skip-examples.js';

interface Arguments extends PathArguments {
  fields: Record<string, ArrayField>;
}

interface Declared {
  plans: ArrayFieldPlan[];
  types: Record<string, FieldType>;
  splits: string[];
}

/**
 * A source whose files hold arrays, examples along their first axis. With `place: 'path'` each array is a file of its
 * own.
 */
export function defineArraySource(format: {
  name: ArrayFormat;
  summary: string;
  place: 'key' | 'path';
}): SourceDefinition {
  const hasFile = format.place === 'key';
  const declare = (args: Arguments): RuleResult<Declared> => {
    const wrong = hasFile ? pathProblem(args) : null;
    if (wrong) return wrong;
    const plans = Object.entries(args.fields).map(([name, field]) => planArrayField(name, field));
    const types = nullPrototypeRecord<FieldType>();
    for (const plan of plans) {
      const answer = declareArrayField(plan);
      if (!answer.ok) return answer;
      types[plan.name] = answer.value;
    }
    const splits = splitsOfArrays(plans, args.splits ?? null);
    return splits.ok ? { ok: true, value: { plans, types, splits: splits.value } } : splits;
  };
  /** The file and the name of a field's array in a split. */
  const arrayOf = (plan: ArrayFieldPlan, split: string, args: Arguments) =>
    hasFile
      ? { path: args.path ?? args.splits![split]!, name: locationIn(plan, split) }
      : { path: locationIn(plan, split), name: 'array' };

  return defineSource({
    name: format.name,
    summary: format.summary,
    about: "A person's own files.",
    args: Type.Object(
      { ...(hasFile ? pathArguments('file') : {}), fields: arrayFields(format.place) },
      { additionalProperties: false },
    ) as TObject,
    declare(args) {
      const answer = declare(args as unknown as Arguments);
      if (!answer.ok) return answer;
      const { types, splits } = answer.value;
      return {
        ok: true,
        value: {
          fields: types,
          splits: Object.fromEntries(splits.map((name) => [name, { examples: null }])),
        },
      };
    },
    files(all) {
      const args = all as unknown as Arguments;
      if (hasFile) return userFiles(filesOfSplits(args).map(([, path]) => path));
      const plans = Object.entries(args.fields).map(([name, field]) => planArrayField(name, field));
      return userFiles(
        plans.flatMap(({ location }) =>
          typeof location === 'string' ? [location] : Object.values(location),
        ),
      );
    },
    async load(all, tools) {
      const args = all as unknown as Arguments;
      const answer = declare(args);
      if (!answer.ok) throw tools.unusable(answer.problem);
      const { plans, types, splits } = answer.value;
      const loaded = nullPrototypeRecord<LoadedSplit>();
      const files = new FileReader(format.name, tools);
      for (const split of splits) {
        const wanted = plans.map((plan) => ({ plan, ...arrayOf(plan, split, args) }));
        loaded[split] = await readSplit(wanted, types, hasFile, files, tools);
      }
      return loadedFiles(loaded, files.origins, tools);
    },
  });
}

/** Files are found once, though several splits or fields may be in one. */
class FileReader {
  readonly origins = new Set<string>();
  private readonly found = new Map<string, Awaited<ReturnType<SourceLoaderTools['file']>>>();

  constructor(
    private readonly format: ArrayFormat,
    private readonly tools: SourceLoaderTools,
  ) {}

  async read(path: string, names: readonly string[]) {
    const file = this.found.get(path) ?? (await this.tools.file({ names: [path] }));
    this.found.set(path, file);
    this.origins.add(file.origin);
    return { path: file.path, arrays: await this.tools.arrays(this.format, file, names) };
  }
}

async function readSplit(
  wanted: readonly { plan: ArrayFieldPlan; path: string; name: string }[],
  types: Readonly<Record<string, FieldType>>,
  hasFile: boolean,
  files: FileReader,
  tools: SourceLoaderTools,
): Promise<LoadedSplit> {
  const columns = nullPrototypeRecord<Column>();
  const skipped = new Set<number>();
  let first: { what: string; examples: number } | undefined;
  for (const path of new Set(wanted.map((one) => one.path))) {
    const own = wanted.filter((one) => one.path === path);
    const read = await files.read(path, [...new Set(own.map(({ name }) => name))]);
    for (const { plan, name } of own) {
      const what = hasFile ? `${read.path}: ${name}` : read.path;
      const made = columnOfArray(read.arrays.get(name)!, what, plan, types[plan.name]!, tools.unusable);
      first ??= { what, examples: made.examples };
      if (made.examples !== first.examples) {
        throw tools.unusable(
          `${what} has ${made.examples} examples, and ${first.what} ${first.examples}: one of each belongs together.`,
        );
      }
      if (made.notice !== null) tools.progress(made.notice);
      for (const example of made.skipped) skipped.add(example);
      columns[plan.name] = made.column;
    }
  }
  const examples = first?.examples ?? 0;
  if (skipped.size === 0) return { examples, columns };
  if (skipped.size === examples) throw tools.unusable(`${first!.what}: every example has a missing value.`);
  return { examples: examples - skipped.size, columns: withoutExamples(columns, examples, skipped) };
}

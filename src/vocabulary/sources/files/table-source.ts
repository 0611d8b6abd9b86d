import type {
  FieldType,
  LoadedSplit,
  RuleResult,
  SourceDefinition,
  SourceLoaderTools,
  SourceTable,
} from '../../definition-types.js';
import { Type, type Static, type TSchema } from '../../typebox-builders.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { defineSource } from '../define-source.js';
import { pathArguments } from './field-arguments.js';
import { filesOfSplits, loadedFiles, pathProblem, userFiles, type PathArguments } from './source-files.js';
import { readTableFields, type TableReading } from './table-columns.js';
import { declareTableField, planTableField, tableFields } from './table-fields.js';

const argumentsOfTables = { ...pathArguments('table'), fields: tableFields };
type TableArguments = Static<ReturnType<typeof Type.Object<typeof argumentsOfTables>>>;

/** A source whose files are tables. Each format says how one is opened, and how its cells are read. */
export function defineTableSource<E extends Record<string, TSchema>>(format: {
  name: string;
  summary: string;
  args: E;
  /** Whether a cell may hold a list of numbers. */
  hasLists: boolean;
  check?(args: Static<ReturnType<typeof Type.Object<E>>>): Extract<RuleResult<never>, { ok: false }> | null;
  reading(args: Static<ReturnType<typeof Type.Object<E>>>): TableReading;
  open(
    file: { path: string; bytes: Uint8Array },
    args: Static<ReturnType<typeof Type.Object<E>>>,
    tools: SourceLoaderTools,
  ): Promise<SourceTable>;
}): SourceDefinition {
  type Own = Static<ReturnType<typeof Type.Object<E>>>;
  const declareFields = ({ fields }: TableArguments): RuleResult<Record<string, FieldType>> => {
    const types = nullPrototypeRecord<FieldType>();
    for (const [name, field] of Object.entries(fields)) {
      const answer = declareTableField(planTableField(name, field), format.hasLists);
      if (!answer.ok) return answer;
      types[name] = answer.value;
    }
    return { ok: true, value: types };
  };
  return defineSource({
    name: format.name,
    summary: format.summary,
    about: "A person's own files.",
    args: Type.Object({ ...argumentsOfTables, ...format.args }, { additionalProperties: false }),
    declare(all) {
      const args = all as unknown as TableArguments & Own;
      const wrong = pathProblem(args) ?? format.check?.(args);
      if (wrong) return wrong;
      const types = declareFields(args);
      if (!types.ok) return types;
      const splits = filesOfSplits(args).map(([name]) => [name, { examples: null }] as const);
      return { ok: true, value: { fields: types.value, splits: Object.fromEntries(splits) } };
    },
    files: (args) => userFiles(filesOfSplits(args as unknown as PathArguments).map(([, path]) => path)),
    async load(all, tools) {
      const args = all as unknown as TableArguments & Own;
      const types = declareFields(args);
      if (!types.ok) throw tools.unusable(types.problem);
      const fields = Object.entries(args.fields).map(([name, field]) => ({
        plan: planTableField(name, field),
        type: types.value[name]!,
      }));
      // Numbers of texts, the same in all files.
      const ids = new Map(fields.map(({ plan }) => [plan.name, new Map<string, number>()]));
      const splits = nullPrototypeRecord<LoadedSplit>();
      const origins = new Set<string>();
      for (const [split, path] of filesOfSplits(args)) {
        const file = await tools.file({ names: [path] });
        const table = await format.open(file, args, tools);
        splits[split] = await readTableFields(
          table,
          file.path,
          fields,
          { ...format.reading(args), ids },
          tools.unusable,
        );
        origins.add(file.origin);
      }
      return loadedFiles(splits, origins, tools);
    },
  });
}

import { sources, shapeText, type FieldType } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { Analysis } from '../analysis.js';
import { chainFrom, type DataOutline } from '../symbols/index.js';
import { propertiesOf } from '../schema/index.js';

export interface FieldInfo {
  /** `image`, `sign.image` */
  name: string;
  type: FieldType | undefined;
}

/**
 * The fields of a data set: as they were compiled, or, where the graph has never been valid, those that its text tells
 * of.
 */
export function fieldsOf(analysis: Analysis, dataset: string | undefined): FieldInfo[] {
  const compiled = analysis.parts().datasets.find(({ name }) => name === dataset);
  const written = writtenFields(analysis, dataset);
  if (!compiled) return written;
  const known = Object.entries(compiled.fields).map(([name, type]) => ({ name, type }));
  const names = new Set(known.map(({ name }) => name));
  return [...known, ...written.filter(({ name }) => !names.has(name))];
}

function writtenFields(analysis: Analysis, dataset: string | undefined, depth = 0): FieldInfo[] {
  const { data } = analysis.outline();
  const chain = chainFrom(data, dataset, ({ from }) => from);
  const added = chain.flatMap(({ entry }) => entry.added.map(({ key }) => ({ name: key, type: undefined })));
  const base = chain.at(-1)?.entry;
  if (!base || depth > MAX_PAIRS) return added;
  const inner = [...base.members].flatMap(([member, of]) =>
    writtenFields(analysis, of, depth + 1).map(({ name, type }) => ({ name: `${member}.${name}`, type })),
  );
  return [...sourceFields(base, analysis), ...inner, ...added];
}

/** Pairs of pairs deeper than this are circles. */
const MAX_PAIRS = 10;

/** The fields of a source with its arguments as they are by default. */
function sourceFields({ source }: DataOutline, analysis: Analysis): FieldInfo[] {
  const definition =
    source === undefined ? undefined : (analysis.words().sources.get(source) ?? sources.get(source));
  if (!definition) return [];
  const byDefault = nullPrototypeRecord(
    Object.entries(propertiesOf(definition.args)).map(([name, schema]) => [
      name,
      schema.default === undefined ? '' : schema.default,
    ]),
  );
  const declared = definition.declare(byDefault);
  return declared.ok ? Object.entries(declared.value.fields).map(([name, type]) => ({ name, type })) : [];
}

export const fieldDetail = ({ type }: FieldInfo): string =>
  type ? `${type.role} ${shapeText(type.shape)}` : 'field';

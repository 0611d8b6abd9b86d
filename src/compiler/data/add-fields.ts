import type { DataEntry } from '../../dsl/index.js';
import { isImageShape, type FieldType } from '../../vocabulary/index.js';
import {
  addFieldWire,
  lowerExpression,
  createWireBuilder,
  createStreamNames,
  type ExpressionScope,
} from '../expressions/index.js';
import { writableFieldNames } from '../compiled-dataset.js';
import type { DataStep } from '../program.js';
import { drawFrequency } from './draw-frequency.js';
import { exampleShape, isPerExample, typeText } from '../tensor-type.js';
import { reportNameTaken, type CompileContext } from '../compile-context.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { streamName } from '../stream-name.js';
import type { DatasetDraft } from './join-datasets.js';

/** Adds computed fields. Each can use those before it. */
export function addFields(entry: DataEntry, draft: DatasetDraft, context: CompileContext): boolean {
  const draw = drawFrequency(entry);
  const builder = createWireBuilder();
  const scopeOf = scopes(entry, builder, context);
  const fields: Extract<DataStep, { step: 'add' }>['fields'] = [];
  /** Fields with an error: fields derived from them have no further error. */
  const broken = new Set<string>();
  for (const field of entry.add) {
    const { name, expression } = field;
    const scope: ExpressionScope = {
      ...scopeOf(streamName(field)),
      resolve: (other) => {
        const wire = addFieldWire(builder, draft, other);
        if (wire !== undefined) return { wire };
        return broken.has(other) ? 'broken' : undefined;
      },
      names: () => [writableFieldNames(draft.fields)],
    };
    if (draft.fields.has(name.value)) {
      reportNameTaken(name, 'field', context);
      broken.add(name.value);
      continue;
    }
    const value = lowerExpression(expression, scope);
    const wire = value && builder.wires[value.wire]!;
    if (!wire) {
      broken.add(name.value);
      continue;
    }
    if (!isPerExample(wire.type)) {
      context.report({
        code: 'bad-field',
        message: `a field has a value for each example, but this is ${typeText(wire.type)}`,
        range: expression.range,
      });
      broken.add(name.value);
      continue;
    }
    const shape = exampleShape(wire.type);
    const type: FieldType = {
      shape,
      dtype: wire.type.dtype === 'int32' ? 'int32' : 'float32',
      role: isImageShape(shape) ? 'image' : 'value',
    };
    fields.push({ name: name.value, wire: value.wire, type });
    draft.fields.set(name.value, { type, from: { kind: 'added', wires: builder.wires, wire: value.wire } });
  }
  draft.steps.push({ step: 'add', fields, wires: builder.wires, draw });
  return broken.size === 0;
}

/** Checks the expressions of added fields if the fields that they use are unknown. */
export function checkAddedFields(entry: DataEntry, context: CompileContext): void {
  const scopeOf = scopes(entry, createWireBuilder(), context);
  for (const { name, expression } of entry.add) {
    lowerExpression(expression, { ...scopeOf(name.value), resolve: () => 'broken', names: () => [] });
  }
}

/** The scope shared by the expressions of all added fields. */
function scopes(entry: DataEntry, builder: ExpressionScope['builder'], context: CompileContext) {
  const streams = createStreamNames();
  return (field: string): Omit<ExpressionScope, 'resolve' | 'names'> => ({
    context,
    builder,
    modeOf: 'fields of data are made by functions alone',
    stream: (random) => ({
      stream: streams(`${streamName(entry)}/${field}`, random),
      draw: { per: 'example', every: drawFrequency(entry) },
    }),
    inlined: new Map(),
  });
}

/** Fields and splits as a data set declares them. */
export function toDataDeclaration({ fields, splits }: DatasetDraft) {
  return { fields: nullPrototypeRecord([...fields].map(([name, { type }]) => [name, type])), splits };
}

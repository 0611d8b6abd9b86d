import type { DataEntry } from '../../dsl/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { fieldOf, lower, makeWireList, streamNames, type Scope } from '../expressions/index.js';
import { fieldNames } from '../known-data.js';
import type { DataStep } from '../program.js';
import { exampleShape, isPerExample, typeText } from '../tensor-type.js';
import { nameTaken, type World } from '../world.js';
import { byName } from '../../names/index.js';
import type { Made } from './pair.js';

/** Fields made of fields. They see those before them. */
export function addFields(entry: DataEntry, made: Made, world: World): boolean {
  const draw = drawOf(entry);
  const list = makeWireList();
  const scopeOf = scopes(entry, list, world);
  const fields: Extract<DataStep, { step: 'add' }>['fields'] = [];
  /** Fields with an error: those made of them have none of their own. */
  const broken = new Set<string>();
  for (const { name, expression } of entry.add) {
    const scope: Scope = {
      ...scopeOf(name.value),
      resolve: (field) => {
        const wire = fieldOf(list, made, field);
        if (wire !== undefined) return { wire };
        return broken.has(field) ? 'broken' : undefined;
      },
      names: () => [fieldNames(made.fields)],
    };
    if (made.fields.has(name.value)) {
      nameTaken(name, 'field', world);
      broken.add(name.value);
      continue;
    }
    const value = lower(expression, scope);
    const wire = value && list.wires[value.wire]!;
    if (!wire) {
      broken.add(name.value);
      continue;
    }
    if (!isPerExample(wire.type)) {
      world.report({
        code: 'bad-field',
        message: `a field has a value for each example, but this is ${typeText(wire.type)}`,
        range: expression.range,
      });
      broken.add(name.value);
      continue;
    }
    const shape = exampleShape(wire.type);
    const isImage = shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
    const type: FieldType = {
      shape,
      dtype: wire.type.dtype === 'int32' ? 'int32' : 'float32',
      role: isImage ? 'image' : 'value',
    };
    fields.push({ name: name.value, wire: value.wire, type });
    made.fields.set(name.value, { type, from: { kind: 'added', wires: list.wires, wire: value.wire } });
  }
  made.steps.push({ step: 'add', fields, wires: list.wires, draw });
  return broken.size === 0;
}

/** What can be told of the expressions where the fields that they see are not known. */
export function checkAdded(entry: DataEntry, world: World): void {
  const scopeOf = scopes(entry, makeWireList(), world);
  for (const { name, expression } of entry.add) {
    lower(expression, { ...scopeOf(name.value), resolve: () => 'broken', names: () => [] });
  }
}

const drawOf = ({ draw }: DataEntry) => (draw?.value === 'once' ? 'once' : 'epoch');

/** What the expressions of all added fields have in common. */
function scopes(entry: DataEntry, list: Scope['list'], world: World) {
  const streams = streamNames();
  return (field: string): Omit<Scope, 'resolve' | 'names'> => ({
    world,
    list,
    modeOf: 'fields of data are made by functions alone',
    stream: (random) => ({
      stream: streams(`${entry.name.value}/${field}`, random),
      draw: { per: 'example', every: drawOf(entry) },
    }),
    inlined: new Map(),
  });
}

/** Fields and splits as a data set declares them. */
export function declared({ fields, splits }: Made) {
  return { fields: byName([...fields].map(([name, { type }]) => [name, type])), splits };
}

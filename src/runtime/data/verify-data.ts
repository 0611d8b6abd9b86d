import {
  shapeSize,
  shapeText,
  type DataDeclaration,
  type FieldType,
  type LoadedSource,
} from '../../vocabulary/index.js';
import { ownValue } from '../../records/index.js';
import { DataError } from './data-error.js';

/**
 * Verifies that the source matches its declaration: splits, fields and their shapes, as many elements as examples,
 * class indices within their range. The compiler relies on the declaration, before anything is read.
 */
export function verifySource(
  what: string,
  source: LoadedSource,
  declared: DataDeclaration,
  requireDeclaredCounts: boolean,
): void {
  const refuse = (problem: string): never => {
    throw new DataError(
      `${what} is not what the graph was checked with: ${problem}. It was read from ${source.origin}.`,
    );
  };
  for (const [split, { examples }] of Object.entries(declared.splits)) {
    // What a subset is a part of is verified as a split.
    if (ownValue(source.subsets ?? {}, split)) continue;
    const loaded = ownValue(source.splits, split);
    if (!loaded) return refuse(`there is no split named ${split}`);
    if (loaded.examples === 0) return refuse(`its split ${split} is empty`);
    if (requireDeclaredCounts && examples !== null && examples !== loaded.examples) {
      refuse(`${split} has ${loaded.examples} examples, not ${examples}`);
    }
    for (const [name, field] of Object.entries(declared.fields)) {
      const column = ownValue(loaded.columns, name);
      if (!column) return refuse(`there is no field named ${name} in ${split}`);
      const shape = column.classes === undefined ? column.shape : [column.classes];
      if (shapeText(shape) !== shapeText(field.shape)) {
        refuse(`${name} is ${shapeText(shape)} in ${split}, not ${shapeText(field.shape)}`);
      }
      const size = loaded.examples * shapeSize(column.shape);
      if (column.data.length !== size) {
        refuse(`${name} has ${column.data.length} numbers in ${split}, not ${size}`);
      }
      const { classes } = column;
      if (classes !== undefined) {
        for (const label of column.data) {
          if (!(label >= 0 && label < classes && Number.isInteger(label))) {
            refuse(`${name} has the class ${label} in ${split}, and the last class is ${classes - 1}`);
          }
        }
      }
    }
  }
}

/** Verifies that the result of the steps has every declared field, except for `fieldsAddedLater`. */
export function verifyDatasetFields(
  dataset: string,
  made: Readonly<Record<string, FieldType>>,
  declared: Readonly<Record<string, FieldType>>,
  fieldsAddedLater: ReadonlySet<string>,
): void {
  for (const [name, field] of Object.entries(declared)) {
    if (fieldsAddedLater.has(name)) continue;
    const there = ownValue(made, name);
    if (!there) throw new DataError(`The data of ${dataset} has no field named ${name}.`);
    if (shapeText(there.shape) !== shapeText(field.shape)) {
      throw new DataError(
        `${name} of ${dataset} is ${shapeText(there.shape)}, and the graph was checked with ${shapeText(field.shape)}.`,
      );
    }
  }
}

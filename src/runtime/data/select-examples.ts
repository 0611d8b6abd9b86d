import type { DataCondition, DataStep } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import { randomStream } from '../random-streams/index.js';
import { DataError } from './data-error.js';
import { subset } from './divide-examples.js';
import { rowsByClass } from './rows-by-class.js';
import { numbersOf } from './numbers-of-field.js';
import type { IndexedExamples } from './indexed-examples.js';

type SelectStep = Extract<DataStep, { step: 'select' }>;

/** The examples of a split that a step keeps, in their order. `dataset` names it in messages. */
export function selectExamples(
  set: IndexedExamples,
  step: SelectStep,
  split: string,
  seed: number,
  dataset: string,
): IndexedExamples {
  const { conditions = [], balance, take, stream } = step;
  let rows: Int32Array = Int32Array.from({ length: set.examples }, (_, row) => row);
  for (const condition of conditions) rows = rows.filter(conditionOf(set, condition));
  if (conditions.length > 0 && rows.length === 0)
    throw new DataError(`No example of ${dataset}.${split} fulfils the filter.`);
  if (balance !== undefined) rows = balanced(rows, classesOf(set, balance), seed, `${stream}/${split}`);
  const first = take && ownValue(take, split);
  if (first !== undefined) rows = rows.subarray(0, first);
  return rows.length === set.examples ? set : subset(set, rows);
}

function classesOf(set: IndexedExamples, field: string): ArrayLike<number> {
  const classes = set.classes(field);
  if (!classes) throw new DataError(`Examples are chosen by a label; ${field} is none.`);
  return classes;
}

function conditionOf(set: IndexedExamples, condition: DataCondition): (row: number) => boolean {
  if ('classes' in condition) {
    const classes = classesOf(set, condition.field);
    const wanted = new Set(condition.classes);
    return (row) => wanted.has(classes[row]!);
  }
  const values = numbersOf(set, condition.field);
  if ('oneOf' in condition) {
    const wanted = new Set(condition.oneOf);
    return (row) => wanted.has(values[row]!);
  }
  const { value } = condition;
  switch (condition.comparison) {
    case '<':
      return (row) => values[row]! < value;
    case '<=':
      return (row) => values[row]! <= value;
    case '>':
      return (row) => values[row]! > value;
    case '>=':
      return (row) => values[row]! >= value;
    case '==':
      return (row) => values[row]! === value;
    case '!=':
      return (row) => values[row]! !== value;
  }
}

/** As many of each class as the rarest has, drawn without replacement. */
function balanced(rows: Int32Array, classes: ArrayLike<number>, seed: number, stream: string): Int32Array {
  const byClass = rowsByClass(classes, rows);
  const least = Math.min(...[...byClass.values()].map((own) => own.length));
  const draws = randomStream(seed, stream);
  const kept = [...byClass.keys()]
    .sort((a, b) => a - b)
    .flatMap((label, at) => {
      const own = byClass.get(label)!;
      return Array.from(draws.permutation(at, own.length).subarray(0, least), (place) => own[place]!);
    });
  return Int32Array.from(kept).sort();
}

import { didYouMean, nearestName, type DiagnosticReporter } from '../../diagnostics/index.js';
import {
  unionBranches,
  describeSchema,
  listItemSchema,
  tupleItemSchemas,
  type ValueSchema,
} from './describe-schema.js';
import { foreignWordHelp, inFloat32, float32RangeProblem } from '../../vocabulary/index.js';
import type { PlainValue } from '../document.js';
import { describeValue, type YamlTree } from '../text/index.js';
import { suggestQuoting, printsDifferently } from './suggest-quoting.js';

/** Checks a value against a schema; mismatches are reported at their range. `name` is the value's name in messages. */
export function checkValue(
  value: PlainValue,
  schema: ValueSchema,
  label: string,
  reporter: DiagnosticReporter,
): boolean {
  const report = withParameterNote(value as YamlTree, reporter);
  const all = unionBranches(schema);
  if (printsDifferently(value as YamlTree, schema)) {
    const written = (value as { written: string }).written;
    report({
      code: 'wrong-type',
      message: `${written} is read as the number ${String(value.value)}`,
      range: value.range,
      help: {
        message: `a text is written in quotes: "${written}"`,
        range: value.range,
        replacement: JSON.stringify(written),
      },
    });
    return false;
  }
  if (all.some((branch) => fits(value, branch))) return true;
  const near = all.filter((branch) => !('const' in branch) && sameKind(value, branch));
  if (near.length === 1) return checkAgainstSchema(value, near[0]!, label, report);
  const choices = all.flatMap((branch) => (typeof branch.const === 'string' ? [branch.const] : []));
  const isWord = value.kind === 'scalar' && typeof value.value === 'string';
  if (isWord && choices.length > 0 && near.length === 0) {
    const written = value.value as string;
    report({
      code: 'unknown-choice',
      message: `${label} must be ${describeSchema(schema)}, not \`${written}\``,
      range: value.range,
      help:
        (schema.shared === 'activation' ? foreignWordHelp('activation', written) : undefined) ??
        didYouMean(nearestName(written, choices), value.range),
    });
  } else {
    const code = near.length > 0 ? 'out-of-range' : 'wrong-type';
    report({
      code,
      message: `${label} must be ${describeSchema(schema)}, not ${describeValue(value)}`,
      range: value.range,
      help: suggestQuoting(value as YamlTree, schema),
    });
  }
  return false;
}

/** Findings on a value that a parameter gives say which one, and where its value is written. */
export const withParameterNote = ({ via }: YamlTree, report: DiagnosticReporter): DiagnosticReporter =>
  via
    ? (finding) =>
        report({
          ...finding,
          notes: [
            ...(finding.notes ?? []),
            { message: `this is the parameter \`${via.name}\``, range: via.range },
          ],
        })
    : report;

const ignoreDiagnostics: DiagnosticReporter = () => {};

function fits(value: PlainValue, schema: ValueSchema): boolean {
  if ('const' in schema) return value.kind === 'scalar' && value.value === schema.const;
  return sameKind(value, schema) && checkAgainstSchema(value, schema, '', ignoreDiagnostics);
}

function sameKind(value: PlainValue, schema: ValueSchema): boolean {
  switch (schema.type) {
    case undefined:
      return true;
    case 'array':
      return value.kind === 'list';
    case 'object':
      return value.kind === 'map';
    case 'null':
      return value.kind === 'scalar' && value.value === null;
    case 'integer':
    case 'number':
      return value.kind === 'scalar' && typeof value.value === 'number';
    default:
      return value.kind === 'scalar' && typeof value.value === schema.type;
  }
}

/** Checks a value of the right type against one schema. */
function checkAgainstSchema(
  value: PlainValue,
  schema: ValueSchema,
  name: string,
  report: DiagnosticReporter,
): boolean {
  if (value.kind === 'list') return checkList(value, schema, name, report);
  if (value.kind === 'map') return checkMap(value, schema, name, report);
  if (typeof value.value === 'number' && !inRange(value.value, schema)) {
    const lost = schema.type === 'number' ? float32Problem(value.value, schema) : null;
    report({
      code: 'out-of-range',
      message: `${name} must be ${describeSchema(schema)}, not ${value.value}`,
      range: value.range,
      ...(lost ? { help: lost } : {}),
    });
    return false;
  }
  if (typeof value.value === 'string' && !textFits(value.value, schema)) {
    report({
      code: 'out-of-range',
      message: `${name} can not be "${value.value}"`,
      range: value.range,
    });
    return false;
  }
  return true;
}

function inRange(value: number, schema: ValueSchema): boolean {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value))) return false;
  // The value is used as float32: an epsilon of 1e-46 would become 0, a rate of 0.999999999 would become 1.
  const kept = type === 'number' ? inFloat32(value) : value;
  return (
    Number.isFinite(kept) &&
    value >= (minimum ?? -Infinity) &&
    value <= (maximum ?? Infinity) &&
    !(exclusiveMinimum !== undefined && Math.min(value, kept) <= exclusiveMinimum) &&
    !(exclusiveMaximum !== undefined && Math.max(value, kept) >= exclusiveMaximum)
  );
}

/** How float32 changes a number, if that is why it is out of range. */
function float32Problem(value: number, { exclusiveMaximum }: ValueSchema): string | null {
  const kept = inFloat32(value);
  const reached = exclusiveMaximum !== undefined && value < exclusiveMaximum && kept >= exclusiveMaximum;
  return reached ? `in 32 bits, ${value} is ${kept}` : float32RangeProblem(value);
}

function textFits(value: string, { minLength, pattern }: ValueSchema): boolean {
  return value.length >= (minLength ?? 0) && (pattern === undefined || new RegExp(pattern, 'u').test(value));
}

function checkList(
  value: Extract<PlainValue, { kind: 'list' }>,
  schema: ValueSchema,
  name: string,
  report: DiagnosticReporter,
): boolean {
  const each = tupleItemSchemas(schema);
  const least = each?.length ?? schema.minItems ?? 0;
  const most = each?.length ?? schema.maxItems ?? Infinity;
  if (value.value.length < least || value.value.length > most) {
    report({
      code: 'out-of-range',
      message: `${name} must be ${describeSchema(schema)}, but this list has ${value.value.length}`,
      range: value.range,
    });
    return false;
  }
  const item = listItemSchema(schema);
  const good = value.value.map((part, at) => checkValue(part, each?.[at] ?? item, `each of ${name}`, report));
  return good.every(Boolean);
}

function checkMap(
  value: Extract<PlainValue, { kind: 'map' }>,
  schema: ValueSchema,
  name: string,
  report: DiagnosticReporter,
): boolean {
  const known = schema.properties;
  if (!known) return checkRecord(value, schema, name, report);
  let good = true;
  for (const { key, keyRange, value: part } of value.value) {
    const own = Object.hasOwn(known, key) ? known[key] : undefined;
    if (own) good = checkValue(part, own, `\`${key}\` of ${name}`, report) && good;
    else if (schema.additionalProperties === false) {
      report({
        code: 'unknown-key',
        message: `${name} has no key \`${key}\``,
        range: keyRange,
        help: didYouMean(nearestName(key, Object.keys(known)), keyRange),
      });
      good = false;
    }
  }
  const missing = (schema.required ?? []).filter(
    (key) => known[key]?.default === undefined && !value.value.some((entry) => entry.key === key),
  );
  if (good && missing.length > 0) {
    report({ code: 'missing-key', message: `${name} lacks \`${missing.join('`, `')}\``, range: value.range });
  }
  return good && missing.length === 0;
}

/** A map whose keys are chosen freely, with values of one kind. */
function checkRecord(
  value: Extract<PlainValue, { kind: 'map' }>,
  schema: ValueSchema,
  name: string,
  report: DiagnosticReporter,
): boolean {
  const { additionalProperties: item, minProperties = 0, propertyNames } = schema;
  if (value.value.length < minProperties) {
    report({ code: 'out-of-range', message: `${name} is empty`, range: value.range });
    return false;
  }
  if (typeof item !== 'object' || item === null) return true;
  const good = value.value.map(({ key, keyRange, value: part }) => {
    if (propertyNames && !new RegExp(propertyNames.pattern).test(key)) {
      report({
        code: 'bad-name',
        message: `\`${key}\` can not be a name in ${name}`,
        range: keyRange,
        help: 'names are letters, digits and _, and begin with no digit',
      });
      return false;
    }
    return checkValue(part, item, `\`${key}\` of ${name}`, report);
  });
  return good.every(Boolean);
}

import {
  didYouMean,
  suggestAmong,
  type DiagnosticReporter,
  type SourceRange,
} from '../../diagnostics/index.js';
import {
  brokenTree,
  describeValue,
  sourceMapFromOffsets,
  spliceText,
  verbatimSourceMap,
  type ScalarTree,
  type YamlTree,
} from '../text/index.js';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.js';
import { substitutedValue, type ParameterScope } from './parameter-scope.js';

const REFERENCE = /\$\{([^}]*)(\}?)/g;
const NAME = /^\s*([A-Za-z_]\w*)\s*$/;

/** Substitutes the `${...}` in a scalar. One that consists of a single reference keeps the parameter's type. */
export function substituteReferences(
  scalar: ScalarTree,
  scope: ParameterScope,
  report: DiagnosticReporter,
): YamlTree {
  const { value } = scalar;
  if (typeof value !== 'string' || !value.includes('${')) return scalar;
  const found = [...value.matchAll(REFERENCE)];
  const [first] = found;
  if (first && first[0].length === value.trim().length && first[2]) {
    return evaluateReference(first[1]!, first.index + 2, scalar, scope, report);
  }
  const parts = found.map((match) => {
    const place = rangeInScalar(scalar, match.index, match.index + match[0].length);
    if (!match[2]) {
      report({
        code: 'bad-reference',
        message: 'this ${ is not closed',
        range: place,
        help: 'close it with }',
      });
      return undefined;
    }
    const part = evaluateReference(match[1]!, match.index + 2, scalar, scope, report);
    if (part.kind === 'broken') return undefined;
    if (part.kind === 'scalar' && part.value !== null)
      return { text: String(part.value), via: part.via?.range };
    report({
      code: 'bad-reference',
      message: `${describeValue(part)} can not stand in the middle of a text`,
      range: place,
    });
    return undefined;
  });
  if (!parts.every((part) => part !== undefined)) return brokenTree(scalar.range);
  const length = parts.reduce((sum, { text }) => sum + text.length, value.length);
  if (length <= MAX_TEXT) return spliceReferences(scalar, value, found, parts);
  report({
    code: 'bad-reference',
    message: `with its parameters put in, this text has more than ${MAX_TEXT.toLocaleString('en')} characters`,
    range: scalar.range,
  });
  return brokenTree(scalar.range);
}

/** Maximum length of a text after substitution. */
const MAX_TEXT = 100_000;

function rangeInScalar(scalar: ScalarTree, start: number, end: number): SourceRange {
  return scalar.text?.range(start, end) ?? scalar.range;
}

/** The text with its references replaced; every character keeps its source position. */
function spliceReferences(
  scalar: ScalarTree,
  value: string,
  found: readonly RegExpExecArray[],
  parts: readonly { text: string; via: SourceRange | undefined }[],
): ScalarTree {
  const text = scalar.text ?? verbatimSourceMap(scalar.range);
  const spliced = spliceText(
    value,
    text,
    found.map(({ index, 0: reference }, i) => ({
      start: index,
      end: index + reference.length,
      replacement: parts[i]!.text,
    })),
  );
  return {
    ...scalar,
    value: spliced.value,
    origin: scalar.origin === 'written' ? 'parameter' : scalar.origin,
    text: sourceMapFromOffsets(
      scalar.range,
      spliced.starts,
      spliced.ends,
      spliced.places.map((place, i) => {
        const { via } = parts[i]!;
        return via ? { ...place, via } : place;
      }),
    ),
  };
}

/** The value of the text between the braces; `offset` is its position in the scalar. */
function evaluateReference(
  inner: string,
  offset: number,
  scalar: ScalarTree,
  scope: ParameterScope,
  report: DiagnosticReporter,
): YamlTree {
  const whole = scalar.range;
  const name = NAME.exec(inner)?.[1];
  const unknown = (written: string, start: number, end: number): YamlTree => {
    const range = rangeInScalar(scalar, offset + start, offset + end);
    report({
      code: 'unknown-parameter',
      message: `there is no parameter \`${written}\``,
      range,
      help: didYouMean(suggestAmong(written, scope.names()), range, 'declare it under `params`'),
    });
    return brokenTree(whole);
  };
  if (name !== undefined) {
    const value = scope.lookup(name);
    const start = inner.indexOf(name);
    return value ? substitutedValue(value, name, whole) : unknown(name, start, start + name.length);
  }
  const alreadyReported = Symbol('reported');
  try {
    let via: ScalarTree['via'];
    const value = evaluateArithmetic(inner, (each, start, end) => {
      const tree = scope.lookup(each);
      if (!tree) {
        unknown(each, start, end);
        throw alreadyReported;
      }
      if (tree.kind === 'broken') throw alreadyReported;
      if (tree.kind === 'scalar' && typeof tree.value === 'number') {
        via ??= { name: each, range: tree.range };
        return tree.value;
      }
      throw new ArithmeticError(`\`${each}\` is ${describeValue(tree)}, not a number`, start, end);
    });
    return { kind: 'scalar', value, range: whole, origin: 'parameter', ...(via ? { via } : {}) };
  } catch (problem) {
    if (problem === alreadyReported) return brokenTree(whole);
    if (!(problem instanceof ArithmeticError)) throw problem;
    report({
      code: 'bad-reference',
      message: problem.message,
      range: rangeInScalar(scalar, offset + problem.start, offset + problem.end),
      ...(problem.help === undefined ? {} : { help: problem.help }),
    });
    return brokenTree(whole);
  }
}

/** Invariants of `check` that hold for any text. */

/** Titles of the invariants in tables, most severe first. */
export const LAWS = {
  throws: 'an exception',
  slow: 'more than a second of processor time',
  pollutes: 'something left in Object.prototype',
  silent: 'neither a program nor an error',
  unsound: 'a program that does not hold together, or one in spite of an error',
  range: 'a range outside of the text',
  empty: 'an empty range where something is there',
  twice: 'two errors at one place',
  code: 'a code that is not in the catalog',
  words: 'a message with undefined, NaN or an object in it',
  long: 'a message of more than 1,000 characters',
  control: 'a control character in what is printed',
  json: 'JSON that can not be read, or says something else',
  suggestion: 'a suggestion that does not help',
};

/** Processor seconds that a graph of normal size may take. */
const MOST_SECONDS = 1;

/** Control characters that affect a terminal or reorder text; line ends and tabs are layout. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Errors of YAML syntax: a suggestion must not cause one. */
const YAML = new Set([
  'yaml-syntax',
  'bad-indentation',
  'unclosed-bracket',
  'duplicate-key',
  'several-documents',
  'bad-alias',
]);

/** Found only once names and kinds are correct: may appear after a suggestion is applied. */
const DEEPER = new Set([
  'wrong-shape',
  'layer-shape',
  'layer-inputs',
  'nothing-to-train',
  'loss-moves-nothing',
  'weights-not-reached',
  'untrained-network',
]);

const FILE = 'g.yaml';

/**
 * The violated invariants of a text, as `{law, detail}`.
 *
 * @param lib `check`, `catalog`, `renderText`, `renderJson`, `renderGithub`, `verifyProgram`, `toDot`, `toMermaid`,
 *   `planSummary`: of src/ or of dist/
 */
export function broken(lib, { text, overrides = [] }) {
  const found = [];
  const fail = (law, detail) => void found.push({ law, detail: String(detail).slice(0, 600) });
  const look = (step, make) => {
    try {
      return make();
    } catch (error) {
      fail('throws', `${step}: ${error?.stack ?? error}`);
      return undefined;
    }
  };

  const checkOnce = () => lib.check(text, { file: FILE, overrides });
  let checked = look('check', () => timed(checkOnce));
  // Prototype pollution by a name such as __proto__; removed again so that the next mutant is not affected.
  for (const key in {}) {
    fail('pollutes', key);
    delete Object.prototype[key];
  }
  if (!checked) return found;
  // Garbage collection or other processes may have taken the time: only what is slow twice is slow.
  if (checked.seconds > MOST_SECONDS) {
    const again = timed(checkOnce);
    if (again.seconds > MOST_SECONDS) fail('slow', `${again.seconds.toFixed(1)} s`);
  }
  checked = checked.value;
  const { diagnostics, sources, program } = checked;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!program && errors.length === 0) fail('silent', '');
  if (program && errors.length > 0) fail('unsound', errors[0].message);
  if (program) {
    const unsound = look('verify', () => lib.verifyProgram(program));
    if (unsound?.length > 0) fail('unsound', JSON.stringify(unsound[0]));
    for (const view of ['toDot', 'toMermaid', 'planSummary']) {
      const drawn = look(view, () => lib[view](program));
      if (typeof drawn === 'string' && CONTROL.test(drawn)) fail('control', `${view}: ${around(drawn)}`);
    }
  }

  placed(lib, diagnostics, sources, fail);
  twice(errors, fail);
  printed(lib, look, diagnostics, sources, fail);
  for (const diagnostic of errors) helps(lib, text, overrides, diagnostic, diagnostics, fail, look);
  return found;
}

function timed(make) {
  const begun = process.cpuUsage();
  const value = make();
  const { user, system } = process.cpuUsage(begun);
  return { value, seconds: (user + system) / 1e6 };
}

const around = (text) => {
  const at = text.search(CONTROL);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 20));
};

/** Checks codes, messages and ranges. */
function placed({ catalog }, diagnostics, sources, fail) {
  for (const { code, message, range, notes, suggestion } of diagnostics) {
    if (!Object.hasOwn(catalog, code)) fail('code', code);
    for (const said of [message, suggestion?.message ?? '', ...notes.map((note) => note.message)]) {
      if (
        /\bundefined\b|\bNaN\b|\[object |function Object/.test(said) &&
        ![...sources.values()].some((text) => /undefined|NaN|\[object |function/i.test(text))
      )
        fail('words', `${code}: ${said}`);
      if (said.length > 1000) fail('long', `${code}: ${said.length} characters: ${said.slice(0, 200)}`);
    }
    for (const each of [range, suggestion?.range, ...notes.map((note) => note.range)]) {
      if (!each) continue;
      const { file, start, end } = each;
      const text = sources.get(file);
      if (text === undefined) fail('range', `${code}: in ${file}, which is no source`);
      else if (!(start >= 0 && end >= start && end <= text.length && Number.isInteger(start + end)))
        fail('range', `${code}: ${start} to ${end} of ${text.length}`);
      else if (end === start && text.slice(start).trim() !== '')
        fail('empty', `${code} at ${start}: ${message}`);
    }
  }
}

function twice(errors, fail) {
  const seen = new Map();
  for (const { code, message, range } of errors) {
    const key = range ? `${range.file}:${range.start}:${range.end}` : 'no place';
    const before = seen.get(key);
    if (before) fail('twice', `${before}\n    ${code}: ${message}`);
    else seen.set(key, `${code}: ${message}`);
  }
}

/** Checks the rendered reports. */
function printed(lib, look, diagnostics, sources, fail) {
  for (const render of ['renderText', 'renderGithub']) {
    const out = look(render, () => lib[render](diagnostics, sources));
    if (out !== undefined && CONTROL.test(out)) fail('control', `${render}: ${around(out)}`);
  }
  const json = look('renderJson', () => lib.renderJson(diagnostics, sources));
  if (json === undefined) return;
  try {
    const read = JSON.parse(json);
    if (read.length !== diagnostics.length)
      fail('json', `${read.length} of ${diagnostics.length} diagnostics`);
    for (const { range } of read)
      if (range && !(range.line >= 1 && range.column >= 1 && range.endLine >= range.line))
        fail('json', JSON.stringify(range));
  } catch (error) {
    fail('json', error.message);
  }
}

/** Applies a suggestion: the error must be gone, no other may replace it, and the text must still be YAML. */
function helps(lib, text, overrides, { code, message, range: at, suggestion }, before, fail, look) {
  if (suggestion?.replacement === undefined || suggestion.range?.file !== FILE) return;
  const { start, end } = suggestion.range;
  const put = suggestion.replacement;
  const mended = text.slice(0, start) + put + text.slice(end);
  const after = look('check with a suggestion', () => lib.check(mended, { file: FILE, overrides }));
  if (!after) return;
  const said = `${code}: ${message}; ${suggestion.message}`;
  const had = new Set(before.map((each) => each.code));
  const moved = at && at.start >= end ? at.start + put.length - (end - start) : at?.start;
  for (const { code: other, message: why, severity, range } of after.diagnostics) {
    if (severity !== 'error') continue;
    const there = range?.file === FILE && range.start === start && range.end === start + put.length;
    if (there && !DEEPER.has(other))
      return fail('suggestion', `${said}\n    then, at its place: ${other}: ${why}`);
    if (other === code && why === message && range?.start === moved)
      return fail('suggestion', `${said}\n    then the same`);
    if (YAML.has(other) && !had.has(other)) return fail('suggestion', `${said}\n    then: ${other}: ${why}`);
  }
  if (mended === text) fail('suggestion', `${said}\n    which changes nothing`);
}

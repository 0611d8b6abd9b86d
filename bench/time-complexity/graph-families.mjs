/**
 * Families of graphs of any size, each growing in one way: the work of `lagraph check` must grow no faster than the
 * graph.
 */

const times = (n, make) => Array.from({ length: n }, (_, at) => make(at));
const lines = (n, make) => times(n, make).join('\n');
const list = (n, make) => times(n, make).join(', ');

const HEAD = 'lagraph: 1\n';
const DATA = 'data:\n  digits: {source: mnist}\n';
const NETWORKS =
  'networks:\n  copy: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 1}}]}\n';
const BASE = `${HEAD}${DATA}${NETWORKS}`;
const on = 'on: digits, optimizer: SGD';
const LOSS = 'loss: "mean_squared_error(image, copy(image))"';
const phase = (name, more = '', train = 'copy') => `  ${name}: {train: ${train}, ${on}, ${LOSS}${more}}`;
const plan = (n, make) => `plan:\n${lines(n, make)}\n`;
const layers = (body) => `${HEAD}networks:\n  n: {input: [8], layers: [${body}]}\n`;
/** Numbers of equal length: the search for similar names depends on it. */
const no = (i) => 1000 + i;
const sumOf = (n, each) => times(n, each).join(' + ');

/** By name: the graph of size `n`, as a text or `{text, overrides, profile}`. */
export const FAMILIES = {
  // Parameters, calls and loops.
  'models that call the one before twice': (n) =>
    `${BASE}models:\n  m0: copy\n${lines(n, (i) => `  m${i + 1}: "m${i}(m${i}(x))"`)}\n`,
  'models that add the one before to itself': (n) =>
    `${BASE}models:\n  m0: copy\n${lines(n, (i) => `  m${i + 1}: "m${i} + m${i}"`)}\n`,
  'models that call the one before': (n) =>
    `${BASE}models:\n  m0: copy\n${lines(n, (i) => `  m${i + 1}: "m${i}(x)"`)}\n`,
  'lists that hold the one before twice': (n) =>
    `${HEAD}params:\n  p0: [1, 1]\n${lines(n, (i) => `  p${i + 1}: ["\${p${i}}", "\${p${i}}"]`)}\nnetworks: {n: {weights: "\${p${n}}"}}\n`,
  'texts that hold the one before twice': (n) =>
    `${HEAD}params:\n  p0: "aa"\n${lines(n, (i) => `  p${i + 1}: "\${p${i}}\${p${i}}"`)}\ndescription: "\${p${n}}"\n`,
  'parameters made of the one before': (n) =>
    `${HEAD}params:\n${lines(n, (i) => `  p${n - i}: "\${p${n - i - 1}}"`)}\n  p0: 1\nseed: "\${p${n}}"\n`,
  'parameters in a circle': (n) =>
    `${HEAD}params:\n${lines(n, (i) => `  p${i}: "\${p${(i + 1) % n}}"`)}\nseed: "\${p0}"\n`,
  'repeat in repeat': (n) => layers(`{repeat: ${n}, layers: [{repeat: ${n}, layers: [ReLU]}]}`),
  'repeat of nothing': (n) => layers(`ReLU, {repeat: ${n}, layers: [{repeat: ${n}, layers: []}]}`),
  'loops in loops': (n) => layers(`${'{repeat: 2, layers: ['.repeat(n)}ReLU${']}'.repeat(n)}`),
  'aliases of aliases': (n) =>
    `${HEAD}description: a\nparams:\n  a0: &a0 [1, 1]\n${lines(n, (i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}\n`,
  'merges of merges': (n) =>
    `${HEAD}params:\n  a0: &a0 {k0: 1}\n${lines(n, (i) => `  a${i + 1}: &a${i + 1} {<<: *a${i}, k${i + 1}: 1}`)}\n`,
  'aliases of one value': (n) => `${HEAD}params:\n  a: &a [1, 2]\n${lines(n, (i) => `  b${i}: *a`)}\n`,

  // Names that depend on each other.
  'data sets from one another': (n) =>
    `${HEAD}data:\n  d0: {source: mnist}\n${lines(n, (i) => `  d${i + 1}: {from: d${i}}`)}\n`,
  'data sets from one another, backwards': (n) =>
    `${HEAD}data:\n${lines(n, (i) => `  d${n - i}: {from: d${n - i - 1}}`)}\n  d0: {source: mnist}\n`,
  'data sets in a circle': (n) => `${HEAD}data:\n${lines(n, (i) => `  d${i}: {from: d${(i + 1) % n}}`)}\n`,
  'data sets that add a field each': (n) =>
    `${HEAD}data:\n  d0: {source: mnist}\n${lines(n, (i) => `  d${i + 1}: {from: d${i}, add: {f${i}: image + ${i}}}`)}\n`,
  'fields that are added': (n) =>
    `${HEAD}data:\n  d: {source: mnist, add: {f0: image, ${list(n, (i) => `f${i + 1}: f${i} + 1`)}}}\n`,
  'fields that draw': (n) =>
    `${HEAD}data:\n  d: {source: mnist, add: {${list(n, (i) => `f${i}: "image + normal(0, 1)"`)}}}\n`,
  'parts of a split': (n) =>
    `${HEAD}data:\n  d: {source: mnist, split: {${list(n, (i) => `s${i}: ${0.9 / n}`)}}}\n`,
  'pairs of pairs': (n) =>
    `${HEAD}data:\n  d0: {source: mnist}\n${lines(n, (i) => `  d${i + 1}: {pair: {a: d${i}, b: d0}, by: label}`)}\n`,
  'members of a pair': (n) =>
    `${HEAD}data:\n  m: {source: mnist}\n  d: {pair: {${list(n, (i) => `a${i}: m`)}}, by: label}\n`,
  'networks like one another': (n) =>
    `${BASE}${lines(n, (i) => `  n${i}: {like: ${i === 0 ? 'copy' : `n${i - 1}`}}`)}\n`,
  'networks that take the shape of one another': (n) =>
    `${BASE}${lines(n, (i) => `  n${i}: {input: ${i === 0 ? 'copy' : `n${i - 1}`}, layers: [ReLU]}`)}\n`,
  'networks in a circle': (n) =>
    `${HEAD}networks:\n${lines(n, (i) => `  n${i}: {input: n${(i + 1) % n}, layers: [ReLU]}`)}\n`,
  'models in a circle': (n) => `${BASE}models:\n${lines(n, (i) => `  m${i}: m${(i + 1) % n}`)}\n`,
  'phases that extend one another': (n) =>
    `${BASE}${plan(n, (i) => (i === 0 ? phase('p0') : `  p${i}: {extends: p${i - 1}, after: p${i - 1}}`))}`,
  'phases that extend one another, backwards': (n) =>
    `${BASE}plan:\n${lines(n, (i) => `  p${n - i}: {extends: p${n - i - 1}, after: p${n - i - 1}}`)}\n${phase('p0')}\n`,
  'phases that extend each other in a circle': (n) =>
    `${BASE}${plan(n, (i) => `  p${i}: {extends: p${(i + 1) % n}}`)}`,
  'phases one after another': (n) =>
    `${BASE}${plan(n, (i) => phase(`p${i}`, i ? `, after: p${i - 1}` : ''))}`,
  'phases one after another, backwards': (n) =>
    `${BASE}${plan(n, (i) => phase(`p${i}`, i < n - 1 ? `, after: p${i + 1}` : ''))}`,
  'phases without an order': (n) => `${BASE}${plan(n, (i) => phase(`p${i}`))}`,
  'phases in a circle': (n) => `${BASE}${plan(n, (i) => phase(`p${i}`, `, after: p${(i + 1) % n}`))}`,
  'phases with a network each': (n) =>
    `${BASE}${lines(n, (i) => `  n${i}: {like: copy}`)}\n${plan(n, (i) => `  p${i}: {train: n${i}, ${on}, loss: "mean_squared_error(image, n${i}(image))"}`)}`,
  'phases that start from one another': (n) =>
    `${BASE}${plan(n, (i) => phase(`p${i}`, i ? `, start: {copy: p${i - 1}}` : ''))}`,
  'evaluations after phases': (n) =>
    `${BASE}${plan(n, (i) => phase(`p${i}`, i ? `, after: p${i - 1}` : ''))}evaluate:\n${lines(n, (i) => `  e${i}: {on: digits.test, measure: "mean(copy(image))"}`)}\n`,
  'expectations of one network': (n) =>
    `${BASE}${plan(1, () => phase('p'))}evaluate:\n${lines(n, (i) => `  e${i}: {on: digits.test, measure: "mean(copy(image)) + ${i}", expect: ">= ${i}"}`)}\n`,
  reports: (n) =>
    `${BASE}${plan(1, () => phase('p'))}report:\n${lines(n, () => '  - translations: {on: digits.test, rows: [image, copy(image)]}')}\n`,
  'rows of a report': (n) =>
    `${BASE}${plan(1, () => phase('p'))}report:\n  - translations: {on: digits.test, rows: [${list(n, (i) => `"copy(image) + ${i}"`)}]}\n`,
  'phases in a curve': (n) =>
    `${BASE}${plan(n, (i) => phase(`p${i}`, i ? `, after: p${i - 1}` : ''))}report: [{curves: [${list(n, (i) => `p${i}`)}]}]\n`,

  // Long lists.
  'layers of a network': (n) => layers(list(n, (i) => (i % 2 ? 'ReLU' : '{Dense: 8}'))),
  'layers with names': (n) => layers(list(n, (i) => `{Dense: 8, name: d${i}}`)),
  'layers with one name': (n) => layers(list(n, () => '{Dense: 8, name: d}')),
  'residuals in residuals': (n) => layers(`${'{residual: ['.repeat(n)}ReLU${']}'.repeat(n)}`),
  'nodes of a network': (n) =>
    `${HEAD}networks:\n  n: {input: [8], nodes: {n0: {Dense: 8}, ${list(n, (i) => `n${i + 1}: {Dense: 8, of: n${i}}`)}}, outputs: n${n}}\n`,
  'outputs of a network': (n) =>
    `${HEAD}networks:\n  n: {input: [8], nodes: {${list(n, (i) => `n${i}: {Dense: 8}`)}}, outputs: [${list(n, (i) => `n${i}`)}]}\n`,
  'inputs of a network': (n) =>
    `${HEAD}networks:\n  n: {inputs: {${list(n, (i) => `x${i}: [8]`)}}, layers: [Add, {Dense: 8}]}\n`,
  'wires of a phase': (n) =>
    `${BASE}plan:\n  p:\n    train: copy\n    on: digits\n    optimizer: SGD\n    wires:\n      w0: copy(image)\n${lines(n, (i) => `      w${i + 1}: w${i} + ${i}`)}\n    loss: mean(w${n})\n`,
  'metrics of a phase': (n) =>
    `${BASE}${plan(1, () => phase('p', `, metrics: [${list(n, (i) => `"mean(image + ${i})"`)}]`))}`,
  'losses of a phase': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, losses: {${list(n, (i) => `l${i}: "mean(copy(image) + ${i})"`)}}}\n`,
  'updates of a phase': (n) =>
    `${BASE}plan:\n  p: {${on}, updates: [${list(n, (i) => `{name: u${i}, train: copy, loss: "mean(copy(image) + ${i})"}`)}]}\n`,
  'selectors of a phase': (n) => `${BASE}plan:\n  p: {train: [${list(n, () => 'copy')}], ${on}, ${LOSS}}\n`,
  'freezes of a phase': (n) =>
    `${BASE}${lines(n, (i) => `  n${i}: {like: copy}`)}\nplan:\n  p: {train: copy, ${on}, ${LOSS}, freeze: [${list(n, (i) => `n${i}`)}]}\n`,
  profiles: (n) =>
    `${HEAD}params: {a: 1}\nseed: "\${a}"\nprofiles:\n${lines(n, (i) => `  p${i}: {a: ${i}}`)}\n`,
  'values of a profile': (n) => ({
    text: `${HEAD}params:\n${lines(n, (i) => `  a${i}: ${i}`)}\nprofiles:\n  p: {${list(n, (i) => `a${i}: 3`)}}\n`,
    profile: 'p',
  }),
  'overrides of parameters': (n) => ({
    text: `${HEAD}params:\n${lines(n, (i) => `  a${i}: ${i}`)}\n`,
    overrides: times(n, (i) => `a${i}=${i + 1}`),
  }),
  'overrides of phases': (n) => ({
    text: `${BASE}${plan(n, (i) => phase(`p${i}`, i ? `, after: p${i - 1}` : ''))}`,
    overrides: times(n, (i) => `plan.p${i}.keep=best`),
  }),
  'overrides of nothing': (n) => ({ text: BASE, overrides: times(n, (i) => `plan.p${i}.keep=best`) }),
  'choices of a parameter': (n) =>
    `${HEAD}params: {a: {default: ${n - 1}, choices: [${list(n, (i) => i)}]}}\nseed: "\${a}"\n`,
  'references in a text': (n) =>
    `${HEAD}params: {a: 1}\ndescription: "${times(n, () => '${a}').join(' ')}"\n`,
  'sums in a reference': (n) => `${HEAD}params: {a: 1}\nseed: "\${${sumOf(n, () => 'a')}}"\n`,

  // Expressions.
  'arrows of a model': (n) => `${BASE}models:\n  m: ${times(n, () => 'copy').join(' -> ')}\n`,
  'calls in calls': (n) => `${BASE}models:\n  m: "${'copy('.repeat(n)}x${')'.repeat(n)}"\n`,
  'terms of a sum': (n) =>
    `${BASE}${plan(1, () =>
      phase('p').replace(
        'copy(image)',
        sumOf(n, () => 'copy(image)'),
      ),
    )}`,
  'numbers of a sum': (n) =>
    `${BASE}${plan(1, () => phase('p').replace('copy(image)', `copy(image) * (${sumOf(n, (i) => i)})`))}`,
  'parentheses in parentheses': (n) => `${BASE}models:\n  m: "${'('.repeat(n)}copy${')'.repeat(n)}"\n`,
  'signs before a value': (n) => `${BASE}models:\n  m: "${'-'.repeat(n)}copy"\n`,
  'arguments of a call': (n) => `${BASE}models:\n  m: "copy(${list(n, () => 'x')})"\n`,
  'options of a call': (n) => `${BASE}models:\n  m: "mean(copy, ${list(n, (i) => `o${i}=1`)})"\n`,
  'numbers of an option': (n) => `${BASE}models:\n  m: "mean(copy, axis=[${list(n, (i) => i)}])"\n`,
  'members of members': (n) => `${BASE}models:\n  m: "copy${'.a'.repeat(n)}"\n`,
  'commas in an unquoted expression': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, loss: mean(copy(image), ${list(n, () => 'a')})}\n`,
  'commas in an unclosed expression': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, loss: mean(copy(image), ${list(n, () => 'a')}}\n`,
  'commas in an unclosed expression of a list': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, ${LOSS}, metrics: [mean(copy(image), ${list(n, () => 'a')}]}\n`,
  'an expression over many lines': (n) =>
    `${BASE}plan:\n  p:\n    train: copy\n    on: digits\n    optimizer: SGD\n    loss: |\n      mean(copy(image)\n${lines(n, () => '      + image')})\n`,

  // Mistakes.
  'unknown parameters': (n) =>
    `${HEAD}params:\n${lines(n, (i) => `  abc${no(i)}x: 1`)}\nnetworks: {n: {weights: [${list(n, (i) => `"\${abc${no(i)}y}"`)}]}}\n`,
  'unknown networks': (n) =>
    `${BASE}${lines(n, (i) => `  abc${no(i)}x: {like: copy}`)}\nmodels:\n${lines(n, (i) => `  m${i}: abc${no(i)}y`)}\n`,
  'unknown networks to be like': (n) => `${BASE}${lines(n, (i) => `  abc${no(i)}x: {like: abd${no(i)}y}`)}\n`,
  'unknown phases': (n) => `${BASE}${plan(n, (i) => phase(`abc${no(i)}x`, `, after: abd${no(i)}y`))}`,
  'unknown data sets': (n) =>
    `${HEAD}data:\n  d: {source: mnist}\n${lines(n, (i) => `  abc${no(i)}x: {from: abd${no(i)}y}`)}\n`,
  'unknown fields': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, losses: {${list(n, (i) => `l${i}: "mean(imag${no(i)})"`)}}}\n`,
  'unknown layers': (n) => layers(list(n, (i) => `{Dens${no(i)}: 3}`)),
  'unknown keys of one map': (n) =>
    `${BASE}${plan(1, () => phase('p', `, ${list(n, (i) => `kez${no(i)}: 1`)}`))}`,
  'unknown keys of the graph': (n) => `${BASE}${lines(n, (i) => `kez${no(i)}: 1`)}\n`,
  'misspelt keys': (n) => `${BASE}${plan(n, (i) => phase(`p${i}`, ', afetr: p0'))}`,
  'unknown arguments': (n) => layers(`{Dense: {units: 3, ${list(n, (i) => `unit${no(i)}: 1`)}}}`),
  'mistakes on one line': (n) =>
    `${HEAD}networks: {${list(n, (i) => `n${i}: {input: [0], layers: [Dens]}`)}}\n`,
  'mistakes on a line each': (n) =>
    `${HEAD}networks:\n${lines(n, (i) => `  n${i}: {input: [0], layers: [Dens]}`)}\n`,
  'wrong values of one list': (n) => `${HEAD}networks: {n: {weights: [${list(n, () => 'a')}]}}\n`,
  'wrong shapes': (n) => layers(list(n, () => '{Conv2D: {filters: 3, kernel_size: 3}}')),
  'wrong names': (n) => `${HEAD}networks:\n${lines(n, (i) => `  ${i}-a: {weights: [1]}`)}\n`,
  'keys that stand twice': (n) => `${BASE}${lines(n, () => '  n: {weights: [1]}')}\n`,
  'sections that stand twice': (n) => `${HEAD}${lines(n, () => 'name: a')}\n`,
  'anchors that are not there': (n) => `${HEAD}params:\n${lines(n, (i) => `  p${i}: *a${i}`)}\n`,
  tags: (n) => `${HEAD}params:\n${lines(n, (i) => `  p${i}: !own ${i}`)}\n`,
  'untrained networks': (n) =>
    `${BASE}${lines(n, (i) => `  n${i}: {like: copy}`)}\n${plan(n, (i) => phase(`p${i}`, `, metrics: ["mean(n${i}(image))"]${i ? `, after: p${i - 1}` : ''}`))}`,
  'unused networks': (n) => `${HEAD}networks:\n${lines(n, (i) => `  n${i}: {weights: [1]}`)}\n`,
  'unused parameters': (n) => `${HEAD}params:\n${lines(n, (i) => `  p${i}: 1`)}\n`,
  'losses that move nothing': (n) =>
    `${BASE}plan:\n  p: {train: copy, ${on}, losses: {${list(n, (i) => `l${i}: "mean(image + ${i})"`)}}}\n`,

  // Text.
  'lists in lists': (n) => `${HEAD}params:\n  a: ${'['.repeat(n)}${']'.repeat(n)}\n`,
  'maps in maps': (n) => `${HEAD}params:\n${lines(n, (i) => `${'  '.repeat(Math.min(i + 1, 2000))}a:`)}\n`,
  'maps in maps on a line': (n) => `${HEAD}params: ${'{a: '.repeat(n)}1${'}'.repeat(n)}\n`,
  'brackets that are not closed': (n) => `${HEAD}params: ${'['.repeat(n)}\n`,
  'a long text': (n) => `${HEAD}description: ${'word '.repeat(n)}\n`,
  'a long quoted text': (n) => `${HEAD}description: "${'w\\u00e9rd '.repeat(n)}"\n`,
  'a text of many lines': (n) => `${HEAD}description: >\n${lines(n, () => '  some words')}\n`,
  'a long name': (n) => `${BASE}${'n'.repeat(n)}: 1\n`,
  'a long name of a network': (n) => `${BASE}models: {m: ${'n'.repeat(n)}}\n`,
  'a long number': (n) => `${HEAD}seed: ${'1'.repeat(n)}\n`,
  'blank lines': (n) => `${HEAD}${'\n'.repeat(n)}seed: a\n`,
  comments: (n) => `${HEAD}${lines(n, () => '# so it is')}\nseed: a\n`,
  'stars of a selector': (n) =>
    `${HEAD}${DATA}networks:\n  copy: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 1}, name: ${'a'.repeat(n)}}]}\nplan:\n  p: {train: "copy/${'*a'.repeat(n)}*b", ${on}, ${LOSS}}\n`,
  'stars of selectors over many layers': (n) =>
    `${HEAD}${DATA}networks:\n  copy: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 1}}, ${list(n, (i) => `{ReLU: {}, name: l${i}}`)}]}\nplan:\n  p: {train: "copy/*", ${on}, ${LOSS}}\n`,
  'white space in an expression': (n) => `${BASE}models:\n  m: "copy${' '.repeat(n)}-> copy"\n`,
  'quotes in an expression': (n) => `${BASE}models:\n  m: "mean(copy, axis='${"' '".repeat(n)}')"\n`,
};

/** Families that expand to more values than their text has: quadratic. */
export const SQUARES = {
  'models that add the one before to itself': 'each model holds all wires of those before it',
  'models that call the one before': 'each model holds all calls of those before it',
  'repeat in repeat': 'as many layers',
  'merges of merges': 'each map has the keys of those before it',
  'data sets that add a field each': 'each data set has the fields of those before it',
};

/** `{text, overrides, profile}` of a family's graph. */
export function graphOf(family, n) {
  const made = FAMILIES[family](n);
  return typeof made === 'string' ? { text: made, overrides: [] } : { overrides: [], ...made };
}

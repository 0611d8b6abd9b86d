import {
  findEntry,
  REPORT_EXPRESSIONS,
  splitDataUse,
  valueAtKey,
  type TreeEntry,
  type YamlTree,
} from '../../dsl/index.js';
import type { GraphSymbol, Occurrence } from './graph-symbol.js';
import {
  dataUseOf,
  datasetOf,
  datasetOfInitial,
  datasetOfPhase,
  entriesAt,
  expressionOf,
  itemsOf,
  reportBody,
  textOf,
  writtenName,
  type GraphOutline,
  type PhaseOutline,
} from './outline.js';
import { collectParameterUses } from './parameter-uses.js';
import {
  callableSymbol,
  fieldSymbols,
  layerSymbol,
  phaseEntrySymbol,
  splitSymbol,
  symbolOf,
  updateSymbol,
  updatesOfPhase,
} from './resolve-names.js';
import { collectTemplates } from './collect-templates.js';
import { createRecorder, type Recorder } from './recorder.js';
import {
  dataScope,
  functionScope,
  modelScope,
  nodeScope,
  recordExpression,
  type NameScope,
} from './expression-scopes.js';

/**
 * Every place of a graph where something is named, in the order of the text.
 *
 * @param root with its parts and what its templates make
 * @param written the same without these
 */
export function collectOccurrences(
  root: YamlTree | undefined,
  outline: GraphOutline,
  { text, file, written }: { text: string; file: string; written: YamlTree | undefined },
): Occurrence[] {
  const recorder = createRecorder(text, file);
  collectImports(outline, recorder);
  collectParameters(written, outline, recorder);
  collectTemplates(written, outline, recorder);
  collectData(outline, recorder);
  collectNetworks(outline, recorder);
  collectModels(outline, recorder);
  collectFunctions(outline, recorder);
  for (const [name, phase] of outline.plan) collectPhase(name, phase, outline, recorder);
  collectResults(outline, recorder);
  // Last: the paths of profiles lead to what was found before.
  collectProfiles(root, outline, recorder);
  return recorder.occurrences();
}

/** Namespaces, and parameters of parts that are given values. */
function collectImports(outline: GraphOutline, recorder: Recorder): void {
  for (const [namespace, { keyRange, value }] of outline.imports) {
    recorder.define(symbolOf('namespace', namespace), keyRange);
    for (const { key, keyRange: place } of entriesAt(value, 'with')) {
      const name = `${namespace}.${key}`;
      if (outline.params.has(name)) recorder.use(symbolOf('parameter', name), place);
    }
  }
}

function collectParameters(root: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  for (const { key, keyRange } of outline.params.values())
    recorder.define(symbolOf('parameter', key), keyRange);
  collectParameterUses(root, recorder);
}

function collectData(outline: GraphOutline, recorder: Recorder): void {
  for (const [name, { entry, from, members, added, splits }] of outline.data) {
    const { value } = entry;
    recorder.define(symbolOf('data set', name), entry.keyRange);
    const dataset = (tree: YamlTree | undefined) => {
      const named = textOf(tree);
      const written = named === undefined ? undefined : writtenName(outline, 'data', named);
      if (written !== undefined) recorder.use(symbolOf('data set', written), tree);
    };
    dataset(valueAtKey(value, 'from'));
    for (const member of entriesAt(value, 'pair')) {
      recorder.define(symbolOf('member', member.key, name), member.keyRange);
      dataset(member.value);
    }
    for (const key of ['repeat', 'length']) {
      const named = valueAtKey(value, key);
      const member = textOf(named);
      if (member !== undefined && members.has(member)) recorder.use(symbolOf('member', member, name), named);
    }
    const by = valueAtKey(value, 'by');
    const label = textOf(by);
    if (label !== undefined) {
      for (const member of members.values()) {
        const symbol = fieldSymbols(outline, member, [label])[0];
        if (symbol) recorder.use(symbol, by);
      }
    }
    for (const { key, keyRange } of entriesAt(value, 'augment')) {
      const symbol = fieldSymbols(outline, from ?? name, [key])[0];
      if (symbol) recorder.use(symbol, keyRange);
    }
    collectSelection(value, from ?? name, outline, recorder);
    const scope = dataScope(outline, name, undefined);
    for (const field of added) {
      recorder.define(symbolOf('field', field.key, name), field.keyRange);
      recordExpression(expressionOf(field.value), scope, outline, recorder);
    }
    for (const split of splits) recorder.define(symbolOf('split', split.key, name), split.keyRange);
  }
}

/** Fields that `filter`, `balance` and `group` name, and splits that `take` names. */
function collectSelection(value: YamlTree, dataset: string, outline: GraphOutline, recorder: Recorder): void {
  for (const key of ['filter', 'balance', 'group']) {
    const tree = valueAtKey(value, key);
    for (const { index, 1: field = '' } of (textOf(tree) ?? '').matchAll(
      /(?<=^\s*|\band\s+)([A-Za-z_][\w.]*)/g,
    )) {
      const path = field.split('.');
      let start = index;
      fieldSymbols(outline, dataset, path).forEach((symbol, at) => {
        const end = start + path[at]!.length;
        recorder.usePart(symbol, tree, start, end);
        start = end + 1;
      });
    }
  }
  for (const { key, keyRange } of entriesAt(value, 'take')) {
    const symbol = splitSymbol(outline, dataset, key);
    if (symbol) recorder.use(symbol, keyRange);
  }
}

/** `label`, or `digit.label` of a pair. */
function collectFieldPath(
  tree: YamlTree,
  dataset: string | undefined,
  outline: GraphOutline,
  recorder: Recorder,
): void {
  const path = (textOf(tree) ?? '').split('.');
  let start = 0;
  fieldSymbols(outline, dataset, path).forEach((symbol, at) => {
    recorder.usePart(symbol, tree, start, start + path[at]!.length);
    start += path[at]!.length + 1;
  });
}

/** A network's name, or a shape. */
function collectInput(input: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  const named = textOf(input);
  const symbol = named === undefined ? undefined : callableSymbol(outline, named);
  if (symbol) recorder.use(symbol, input);
}

function collectNetworks(outline: GraphOutline, recorder: Recorder): void {
  for (const [name, { entry, inputs, nodes }] of outline.networks) {
    const { value } = entry;
    recorder.define(symbolOf('network', name), entry.keyRange);
    collectInput(valueAtKey(value, 'input'), outline, recorder);
    collectInput(valueAtKey(value, 'like'), outline, recorder);
    for (const input of inputs) {
      recorder.define(symbolOf('input', input.key, `networks.${name}`), input.keyRange);
      collectInput(input.value, outline, recorder);
    }
    collectLayerNames(valueAtKey(value, 'layers'), name, recorder);
    collectLoad(valueAtKey(value, 'load'), name, outline, recorder);
    const scope = nodeScope(outline, name);
    for (const node of nodes) {
      recorder.define(symbolOf('node', node.key, name), node.keyRange);
      recordExpression(expressionOf(node.value), scope, outline, recorder);
      for (const of of itemsOf(valueAtKey(node.value, 'of'))) recordExpression(of, scope, outline, recorder);
    }
    for (const output of itemsOf(valueAtKey(value, 'outputs')))
      recordExpression(output, scope, outline, recorder);
  }
}

/** Layers of a network that a file with weights is said for. */
function collectLoad(
  load: YamlTree | undefined,
  network: string,
  outline: GraphOutline,
  recorder: Recorder,
): void {
  const until = valueAtKey(load, 'until');
  const last = textOf(until);
  if (last !== undefined) recorder.use(layerSymbol(outline, network, last), until);
  for (const { key, keyRange } of entriesAt(load, 'names'))
    recorder.use(layerSymbol(outline, network, key), keyRange);
}

function collectLayerNames(layers: YamlTree | undefined, network: string, recorder: Recorder): void {
  for (const layer of itemsOf(layers)) {
    const named = findEntry(layer, 'name')?.value;
    const name = textOf(named);
    if (name !== undefined && !name.includes('${')) recorder.define(symbolOf('layer', name, network), named);
    for (const key of ['layers', 'residual']) collectLayerNames(valueAtKey(layer, key), network, recorder);
  }
}

function collectModels(outline: GraphOutline, recorder: Recorder): void {
  for (const [name, { entry, expression, inputs, wires }] of outline.models) {
    recorder.define(symbolOf('model', name), entry.keyRange);
    const scope = modelScope(outline, name);
    if (expression) recordExpression(expression, scope, outline, recorder);
    for (const input of inputs) {
      recorder.define(symbolOf('input', input.key, `models.${name}`), input.keyRange);
      collectInput(input.value, outline, recorder);
    }
    for (const wire of wires) {
      recorder.define(symbolOf('wire', wire.key, `models.${name}`), wire.keyRange);
      recordExpression(wire.value, scope, outline, recorder);
    }
    for (const output of itemsOf(valueAtKey(entry.value, 'outputs'))) {
      recordExpression(output, scope, outline, recorder);
    }
  }
}

function collectFunctions(outline: GraphOutline, recorder: Recorder): void {
  for (const [name, { entry, parameters }] of outline.functions) {
    recorder.definePartOfKey(symbolOf('function', name), entry.keyRange, 0, name.length);
    for (const one of parameters)
      recorder.definePartOfKey(symbolOf('argument', one.name, name), entry.keyRange, one.start, one.end);
    recordExpression(entry.value, functionScope(outline, name), outline, recorder);
  }
}

/** `mnist.test`: a data set and its split. */
function collectDataUse(use: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  const text = dataUseOf(use);
  const named = textOf(text);
  if (named === undefined) return;
  const isDataset = (name: string) => writtenName(outline, 'data', name) !== undefined;
  const { dataset, split } = splitDataUse(named, isDataset);
  const written = writtenName(outline, 'data', dataset);
  if (written === undefined) return;
  recorder.usePart(symbolOf('data set', written), text, 0, dataset.length);
  const symbol = split === undefined ? undefined : splitSymbol(outline, written, split);
  if (symbol) recorder.usePart(symbol, text, dataset.length + 1, dataset.length + 1 + split!.length);
}

/** `network`, `network/layer`, or a map with `network`, `until`. */
function collectSelectors(selectors: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  for (const selector of itemsOf(selectors)) {
    const pattern = selector.kind === 'map' ? valueAtKey(selector, 'network') : selector;
    const [name, layer] = textOf(pattern)?.split('/') ?? [];
    const symbol = name === undefined ? undefined : callableSymbol(outline, name);
    if (!symbol) continue;
    recorder.usePart(symbol, pattern, 0, name!.length);
    if (symbol.kind !== 'network') continue;
    if (layer !== undefined && /^\w+$/.test(layer)) {
      const start = name!.length + 1;
      recorder.usePart(layerSymbol(outline, symbol.name, layer), pattern, start, start + layer.length);
    }
    const until = valueAtKey(selector, 'until');
    const last = textOf(until);
    if (last !== undefined) recorder.use(layerSymbol(outline, symbol.name, last), until);
  }
}

/** Selectors, or shares of the learning rate by `network` or `network/layer`. */
function collectRates(rates: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  if (rates?.kind !== 'map') return collectSelectors(rates, outline, recorder);
  for (const { key, keyRange } of rates.value) {
    const [name, layer] = key.split('/');
    const symbol = callableSymbol(outline, name!);
    if (!symbol) continue;
    recorder.usePartOfKey(symbol, keyRange, 0, name!.length);
    if (symbol.kind !== 'network' || layer === undefined || !/^\w+$/.test(layer)) continue;
    const start = name!.length + 1;
    recorder.usePartOfKey(layerSymbol(outline, symbol.name, layer), keyRange, start, start + layer.length);
  }
}

function collectPhase(name: string, phase: PhaseOutline, outline: GraphOutline, recorder: Recorder): void {
  const { entry } = phase;
  const { value } = entry;
  recorder.define(symbolOf('phase', name), entry.keyRange);
  const phases = (tree: YamlTree | undefined) => {
    for (const item of itemsOf(tree)) {
      const named = textOf(item);
      const written = named === undefined ? undefined : writtenName(outline, 'plan', named);
      if (written !== undefined) recorder.use(symbolOf('phase', written), item);
    }
  };
  phases(valueAtKey(value, 'extends'));
  phases(valueAtKey(value, 'after'));
  collectDataUse(valueAtKey(value, 'on'), outline, recorder);
  collectDataUse(valueAtKey(value, 'validate'), outline, recorder);
  const by = valueAtKey(valueAtKey(valueAtKey(value, 'on'), 'batch'), 'by');
  if (by) collectFieldPath(by, datasetOfPhase(outline, name), outline, recorder);
  collectSelectors(valueAtKey(value, 'train'), outline, recorder);
  collectSelectors(valueAtKey(value, 'freeze'), outline, recorder);
  collectRates(valueAtKey(value, 'rates'), outline, recorder);
  collectRates(valueAtKey(value, 'initial'), outline, recorder);
  for (const initial of entriesAt(value, 'initial')) collectInitial(name, initial.value, outline, recorder);
  for (const start of entriesAt(value, 'start')) {
    const network = callableSymbol(outline, start.key);
    if (network) recorder.use(network, start.keyRange);
    if (network && start.value.kind === 'map') collectLoad(start.value, network.name, outline, recorder);
    const of = textOf(start.value);
    const from = of === undefined ? undefined : callableSymbol(outline, of);
    if (from) recorder.use(from, start.value);
    else phases(start.value);
  }
  const scope = dataScope(outline, datasetOfPhase(outline, name), name);
  const expression = (tree: YamlTree | undefined) => recordExpression(tree, scope, outline, recorder);
  const named = (entries: readonly TreeEntry[], of: 'wires' | 'metrics' | 'losses') => {
    for (const each of entries) {
      recorder.define(phaseEntrySymbol(outline, name, of, each.key), each.keyRange);
      expression(expressionOf(each.value));
    }
  };
  named(phase.wires, 'wires');
  named(phase.metrics, 'metrics');
  named(phase.losses, 'losses');
  expression(valueAtKey(value, 'loss'));
  for (const method of entriesAt(value, 'solve'))
    for (const key of ['inputs', 'targets', 'labels']) expression(valueAtKey(method.value, key));
  phase.updates.forEach((update, at) => {
    const own = valueAtKey(update, 'name');
    const ownName = textOf(own);
    if (ownName !== undefined) recorder.define(updateSymbol(outline, name, ownName), own);
    collectSelectors(valueAtKey(update, 'train'), outline, recorder);
    expression(valueAtKey(update, 'loss'));
    for (const term of entriesAt(update, 'losses')) {
      recorder.define(symbolOf('loss', term.key, `plan.${name}.${at}`), term.keyRange);
      expression(expressionOf(term.value));
    }
  });
  for (const owner of [value, ...phase.updates]) {
    for (const one of itemsOf(valueAtKey(owner, 'after_update')))
      collectAssignment(one, expression, outline, recorder);
  }
  collectFigures(name, value, outline, recorder);
}

/** What a weight is filled with before a phase begins: a closed form over data of its own, or over that of the phase. */
function collectInitial(phase: string, initial: YamlTree, outline: GraphOutline, recorder: Recorder): void {
  collectDataUse(valueAtKey(initial, 'on'), outline, recorder);
  const scope = dataScope(outline, datasetOfInitial(outline, phase, initial), phase);
  for (const method of entriesAt(initial, 'solve'))
    for (const key of ['inputs', 'targets', 'labels'])
      recordExpression(valueAtKey(method.value, key), scope, outline, recorder);
}

/** `{ema: ...}`, `{clip: ...}`, `{unit_norm: ...}`, `{assign: {memory: expression}}`. */
function collectAssignment(
  assignment: YamlTree,
  expression: (tree: YamlTree | undefined) => void,
  outline: GraphOutline,
  recorder: Recorder,
): void {
  const ema = valueAtKey(assignment, 'ema');
  const norm = valueAtKey(assignment, 'unit_norm');
  for (const weights of [
    valueAtKey(ema, 'target'),
    valueAtKey(ema, 'of'),
    valueAtKey(valueAtKey(assignment, 'clip'), 'weights'),
    valueAtKey(norm, 'weights') ?? norm,
  ])
    collectSelectors(weights, outline, recorder);
  for (const { key, keyRange, value } of entriesAt(assignment, 'assign')) {
    const network = callableSymbol(outline, key);
    if (network) recorder.use(network, keyRange);
    expression(value);
  }
}

/** `val.accuracy`, `loss/rebuilt`, `loss/update/term`: figures that `keep`, `stop_early` and `reference` name. */
function collectFigures(phase: string, value: YamlTree, outline: GraphOutline, recorder: Recorder): void {
  const best = valueAtKey(valueAtKey(value, 'keep'), 'best');
  for (const figure of [
    valueAtKey(best, 'monitor') ?? best,
    valueAtKey(valueAtKey(value, 'stop_early'), 'monitor'),
    valueAtKey(valueAtKey(valueAtKey(value, 'learning_rate'), 'plateau'), 'monitor'),
  ]) {
    const text = textOf(figure);
    if (text === undefined) continue;
    for (const { symbol, start, end } of namesInFigure(phase, text, outline))
      recorder.usePart(symbol, figure, start, end);
  }
  for (const { key, keyRange } of entriesAt(value, 'reference')) {
    for (const { symbol, start, end } of namesInFigure(phase, key, outline))
      recorder.usePartOfKey(symbol, keyRange, start, end);
  }
}

/** The metric, update and loss that a figure's name is made of, and where they stand in it. */
function namesInFigure(
  phase: string,
  text: string,
  outline: GraphOutline,
): { symbol: GraphSymbol; start: number; end: number }[] {
  const prefix = text.startsWith('val.') ? 4 : 0;
  const whole = text.slice(prefix);
  const metric = phaseEntrySymbol(outline, phase, 'metrics', whole);
  const found = metric ? [{ symbol: metric, start: prefix, end: text.length }] : [];
  if (!whole.startsWith('loss/')) return found;
  const start = prefix + 'loss/'.length;
  const [first = '', term] = text.slice(start).split('/');
  const symbol = phaseEntrySymbol(outline, phase, 'losses', first) ?? updateSymbol(outline, phase, first);
  if (symbol) found.push({ symbol, start, end: start + first.length });
  const termSymbol = term === undefined ? undefined : updateTerm(outline, phase, first, term);
  if (termSymbol) found.push({ symbol: termSymbol, start: start + first.length + 1, end: text.length });
  return found;
}

/** A loss of an update, which is called by its name or `update_1`. */
function updateTerm(
  outline: GraphOutline,
  phase: string,
  update: string,
  term: string,
): GraphSymbol | undefined {
  const owner = updatesOfPhase(outline, phase);
  const at = owner?.entry.updates.findIndex(
    (each, index) => (textOf(valueAtKey(each, 'name')) ?? `update_${index + 1}`) === update,
  );
  return owner && at !== undefined && at >= 0
    ? symbolOf('loss', term, `plan.${owner.name}.${at}`)
    : undefined;
}

/** Evaluations and reports. */
function collectResults(outline: GraphOutline, recorder: Recorder): void {
  const scopeOn = (on: YamlTree | undefined): NameScope =>
    dataScope(outline, datasetOf(on, outline.data), undefined);
  for (const [name, { keyRange, value }] of outline.evaluate) {
    recorder.define(symbolOf('evaluation', name), keyRange);
    const on = valueAtKey(value, 'on');
    collectDataUse(on, outline, recorder);
    recordExpression(valueAtKey(value, 'measure'), scopeOn(on), outline, recorder);
  }
  for (const report of outline.report) {
    for (const curve of itemsOf(valueAtKey(report, 'curves'))) {
      const named = textOf(curve);
      const written = named === undefined ? undefined : writtenName(outline, 'plan', named);
      if (written !== undefined) recorder.use(symbolOf('phase', written), curve);
    }
    const body = reportBody(report);
    const on = valueAtKey(body, 'on');
    collectDataUse(on, outline, recorder);
    for (const { key, value } of body?.kind === 'map' ? body.value : []) {
      if (key === 'model') collectInput(value, outline, recorder);
      if (!REPORT_EXPRESSIONS.has(key)) continue;
      const values = value.kind === 'map' ? value.value.map((each) => each.value) : itemsOf(value);
      for (const each of values) recordExpression(each, scopeOn(on), outline, recorder);
    }
  }
}

/** Profiles change parameters by name, and other values by their path. */
function collectProfiles(root: YamlTree | undefined, outline: GraphOutline, recorder: Recorder): void {
  for (const { key: profile, keyRange, value } of outline.profiles.values()) {
    recorder.define(symbolOf('profile', profile), keyRange);
    if (value.kind !== 'map') continue;
    for (const { key, keyRange: place } of value.value) {
      if (outline.params.has(key)) {
        recorder.use(symbolOf('parameter', key), place);
        continue;
      }
      let tree = root;
      let start = 0;
      const parts = key.split('.');
      for (let at = 0; at < parts.length; at += 1) {
        let part = parts[at]!;
        if (tree?.kind === 'list') tree = /^\d+$/.test(part) ? tree.value[Number(part)] : undefined;
        else {
          // A name of a part has dots.
          if (at === 1) {
            const isThere = (end: number) => findEntry(tree, parts.slice(1, end).join('.')) !== undefined;
            const end = parts.findIndex((_, index) => index >= 1 && isThere(index + 1)) + 1;
            if (end > 2) [part, at] = [parts.slice(1, end).join('.'), end - 1];
          }
          const section = parts[0] as Parameters<typeof writtenName>[1];
          const named = at === 1 && SECTION_KINDS.has(section) ? writtenName(outline, section, part) : part;
          const entry = findEntry(tree, named ?? part);
          const symbol = entry && (recorder.definedAt(entry.keyRange) ?? symbolOfPart(parts[0]!, part));
          if (symbol) recorder.usePartOfKey(symbol, place, start, start + part.length);
          tree = entry?.value;
        }
        start += part.length + 1;
      }
    }
  }
}

/** What a name with a namespace means in a section. */
function symbolOfPart(section: string, name: string): GraphSymbol | undefined {
  const kind = SECTION_KINDS.get(section);
  return kind !== undefined && name.includes('.') ? symbolOf(kind, name) : undefined;
}

const SECTION_KINDS: ReadonlyMap<string, GraphSymbol['kind']> = new Map([
  ['data', 'data set'],
  ['networks', 'network'],
  ['models', 'model'],
  ['plan', 'phase'],
]);

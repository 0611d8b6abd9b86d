/** Checks `start`: the weights that a phase is initialized with exist and fit. */
import type { PhaseEntry } from '../../dsl/index.js';
import { keysOf } from '../../records/index.js';
import { isDeclared, reportUnknownName, type CompileContext } from '../compile-context.js';
import { calleesOf } from './callees.js';
import { isFullyKnown, type PhaseDraft } from './draft-phase.js';
import { networkOfWeight } from '../weight-network.js';
import { phaseNamedByStart } from './start-phase.js';

type Start = PhaseEntry['start'][number];

/** `start: {network: phase}` and `start: {network: network}`. False after an error, which is reported. */
export function checkStarts(
  draft: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): boolean {
  return draft.entry.start.map((start) => checkStart(start, draft, drafts, context)).every(Boolean);
}

/** Whether a phase uses the weight that is filled for it (`initial`); reported if not. */
export function checkInitial(
  { entry, solve }: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): boolean {
  const whole = drafts.get(entry.initialOf?.value ?? '');
  const [filled] = solve?.solved ?? [];
  if (!whole || !filled || !isFullyKnown(whole)) return true;
  if (whole.networks.includes(networkOfWeight(filled.weight.name))) return true;
  context.report({
    code: 'unused',
    message: `\`${whole.name}\` begins with \`${filled.selector.pattern.value}\`, but neither uses nor trains it`,
    range: filled.selector.range,
    help: 'fill it in a phase that uses it',
  });
  return false;
}

function checkStart(
  start: Start,
  draft: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): boolean {
  const { network, of } = start;
  const phase = phaseNamedByStart(start, draft, drafts, context);
  if (!checkWeightsExist(phase ? [network] : [network, of], start, draft, drafts, context)) return false;
  if (isFullyKnown(draft) && !draft.networks.includes(network.value)) {
    context.report({
      code: 'unused',
      message: `\`${draft.name}\` begins with a copy in \`${network.value}\`, but neither uses nor trains it`,
      range: network.range,
      help: 'begin with the copy in a phase that uses it',
    });
    return false;
  }
  return phase ? hasTrained(phase, start, context) : checkSameShapes(start, context);
}

function checkWeightsExist(
  names: readonly Start['of'][],
  { of }: Start,
  own: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): boolean {
  const missing = names.filter(({ value }) => !context.networks.has(value));
  for (const name of missing) {
    if (context.broken.phases.has(name.value) || context.broken.networks.has(name.value)) continue;
    const model = context.models.get(name.value);
    if (model) {
      context.report({
        code: 'unknown-network',
        message: `\`${name.value}\` is a model, and \`start\` copies weights from network to network`,
        range: name.range,
        help: `name one of its networks: ${[...new Set(calleesOf(model.wires))].join(', ')}`,
      });
      continue;
    }
    reportUnknownName(context, name, {
      code: 'unknown-network',
      kind:
        name === of ? (name.value === own.name ? 'network or other phase' : 'network or phase') : 'network',
      candidates: [context.declared.networks, ...(name === of ? [keysOf(drafts)] : [])],
      ...(isDeclared(context, own.name) ? {} : { except: own.name }),
    });
  }
  return missing.length === 0;
}

/** A phase's result contains the networks that it trains or initializes, and no others. */
function hasTrained(phase: PhaseDraft, { network, of }: Start, context: CompileContext): boolean {
  if (!phase.isValid || phase.changedNetworks.has(network.value)) return true;
  context.report({
    code: 'untrained-network',
    message: `\`${phase.name}\` does not train \`${network.value}\`, so there is nothing of it to begin with`,
    range: of.range,
    help: 'name the phase that trains it, or a network with the same layers',
  });
  return false;
}

function checkSameShapes({ network, of }: Start, context: CompileContext): boolean {
  const shapes = (name: string) =>
    context.networks
      .get(name)!
      .weights.map(({ shape }) => shape.join('x'))
      .join(' ');
  if (shapes(network.value) === shapes(of.value)) return true;
  context.report({
    code: 'wrong-shape',
    message: `the weights of \`${of.value}\` do not fit \`${network.value}\``,
    range: of.range,
    help: `networks that start from one another have the same layers: ${network.value}: {like: ${of.value}}`,
  });
  return false;
}

import { outsideOfTemplate, REPORT_EXPRESSIONS } from '../../dsl/index.js';

/** Which names a value of the graph may hold. */
export type NameRole =
  /** A template; `place` is what stands there, where that is known. */
  | { role: 'template'; place: string }
  /** The file of a part. */
  | { role: 'part' }
  /** A file with weights. */
  | { role: 'weights' }
  | { role: 'layer'; network: string }
  | { role: 'callable' }
  | { role: 'network' }
  | { role: 'bare weight' }
  | { role: 'data set' }
  | { role: 'data use' }
  | { role: 'selector' }
  | { role: 'phase' }
  /** Where a phase's `start` begins: a network or a phase. */
  | { role: 'start' }
  /** A layer of the network that the selector beside it names. */
  | { role: 'layer of selector' }
  | { role: 'layer kind' }
  | { role: 'node'; network: string }
  | { role: 'wire'; model: string }
  /** The label by which a pair goes. */
  | { role: 'label'; dataset: string }
  /** A stored field of a data set, or of that of a phase. */
  | { role: 'stored field'; of: 'data' | 'phase'; name: string }
  | { role: 'member'; dataset: string; words: readonly string[] }
  /** A formula of how far training is. */
  | { role: 'schedule' }
  | { role: 'figure'; phase: string }
  | ExpressionRole;

export type ExpressionRole =
  /** What makes a field of a data set. */
  | { role: 'expression'; in: 'data'; dataset: string; field: string }
  | { role: 'expression'; in: 'network'; network: string }
  | { role: 'expression'; in: 'model'; model: string }
  | { role: 'expression'; in: 'function'; function: string }
  /** `initial`: the weight that is filled before the phase, perhaps from other data. */
  | { role: 'expression'; in: 'phase'; phase: string; initial?: string }
  | { role: 'expression'; in: 'evaluation'; evaluation: string }
  | { role: 'expression'; in: 'report'; report: number };

type Rule = readonly [pattern: RegExp, role: (name: string, inner: string) => NameRole];

/** What stands in an assignment of a phase or of one of its updates. */
const assigned = (inside: string): RegExp =>
  new RegExp(`^plan/([^/]*)/(?:updates/#/)?after_update/(?:#/)?${inside}$`);

/** Patterns of paths: keys joined by /, items of lists as #. The first group is the entry's name, the second that of what is in it. */
const RULES: readonly Rule[] = [
  [
    /^(?:(?!.*\/(?:wires|losses|metrics|nodes|inputs|add|pair|with)\/use$).*)\/use$/,
    () => ({ role: 'template', place: '' }),
  ],
  [/^imports\/[^/]*(?:\/from)?$/, () => ({ role: 'part' })],
  [/^networks\/[^/]*\/(?:input|inputs\/[^/]*)$/, () => ({ role: 'callable' })],
  [/^networks\/[^/]*\/load(?:\/file)?$/, () => ({ role: 'weights' })],
  [/^plan\/[^/]*\/start\/[^/]*\/file$/, () => ({ role: 'weights' })],
  [/^networks\/([^/]*)\/load\/until$/, (network) => ({ role: 'layer', network })],
  [/^plan\/[^/]*\/start\/([^/]*)\/until$/, (network) => ({ role: 'layer', network })],
  [/^networks\/[^/]*\/like$/, () => ({ role: 'network' })],
  [/^networks\/([^/]*)\/outputs(?:\/#)?$/, (network) => ({ role: 'node', network })],
  [
    /^networks\/([^/]*)\/nodes\/[^/]*(?:\/of(?:\/#)?|\/value)?$/,
    (network) => ({ role: 'expression', in: 'network', network }),
  ],
  [/^models\/[^/]*\/inputs\/[^/]*$/, () => ({ role: 'callable' })],
  [/^models\/([^/]*)\/outputs(?:\/#)?$/, (model) => ({ role: 'wire', model })],
  [/^models\/([^/]*)(?:\/wires\/[^/]*)?$/, (model) => ({ role: 'expression', in: 'model', model })],
  [/^functions\/([^/(]*)[^/]*$/, (name) => ({ role: 'expression', in: 'function', function: name })],
  [/^data\/[^/]*\/(?:from|pair\/[^/]*)$/, () => ({ role: 'data set' })],
  [/^data\/([^/]*)\/by$/, (dataset) => ({ role: 'label', dataset })],
  [/^data\/([^/]*)\/(?:balance|group)$/, (name) => ({ role: 'stored field', of: 'data', name })],
  [/^plan\/([^/]*)\/on\/batch\/by$/, (name) => ({ role: 'stored field', of: 'phase', name })],
  [/^data\/([^/]*)\/repeat$/, (dataset) => ({ role: 'member', dataset, words: ['shuffle'] })],
  [/^data\/([^/]*)\/length$/, (dataset) => ({ role: 'member', dataset, words: ['longest', 'shortest'] })],
  [
    /^data\/([^/]*)\/add\/([^/]*)(?:\/value)?$/,
    (dataset, field) => ({ role: 'expression', in: 'data', dataset, field }),
  ],
  [
    /^plan\/[^/]*\/(?:updates\/#\/)?(?:train|freeze|rates)(?:\/#)?(?:\/network)?$/,
    () => ({ role: 'selector' }),
  ],
  [
    /^plan\/[^/]*\/(?:updates\/#\/)?(?:train|freeze|rates)(?:\/#)?\/until$/,
    () => ({ role: 'layer of selector' }),
  ],
  [/^plan\/[^/]*\/(?:updates\/#\/)?(?:train|freeze|rates)(?:\/#)?\/kind$/, () => ({ role: 'layer kind' })],
  [/^plan\/[^/]*\/(?:learning_rate|(?:updates\/#\/)?losses\/[^/]*\/weight)$/, () => ({ role: 'schedule' })],
  [
    assigned('(?:ema/(?:target|of)|clip/weights|unit_norm(?:/weights)?)(?:/#)?(?:/network)?'),
    () => ({ role: 'selector' }),
  ],
  [
    assigned('(?:ema/(?:target|of)|clip/weights|unit_norm(?:/weights)?)(?:/#)?/until'),
    () => ({ role: 'layer of selector' }),
  ],
  [
    assigned('(?:ema/(?:target|of)|clip/weights|unit_norm(?:/weights)?)(?:/#)?/kind'),
    () => ({ role: 'layer kind' }),
  ],
  [assigned('ema/decay'), () => ({ role: 'schedule' })],
  [assigned('assign/[^/]*'), (phase) => ({ role: 'expression', in: 'phase', phase })],
  [
    /^plan\/([^/]*)\/solve\/[^/]*\/(?:inputs|targets|labels)$/,
    (phase) => ({ role: 'expression', in: 'phase', phase }),
  ],
  [
    /^plan\/([^/]*)\/initial\/([^/]*)\/solve\/[^/]*\/(?:inputs|targets|labels)$/,
    (phase, initial) => ({ role: 'expression', in: 'phase', phase, initial }),
  ],
  [/^plan\/[^/]*\/(?:initial\/[^/]*\/)?(?:on|validate)(?:\/data)?$/, () => ({ role: 'data use' })],
  [/^(?:evaluate\/[^/]*|report\/#\/[^/]*)\/on$/, () => ({ role: 'data use' })],
  [/^report\/#\/[^/]*\/model$/, () => ({ role: 'callable' })],
  [/^plan\/[^/]*\/(?:after(?:\/#)?|extends)$/, () => ({ role: 'phase' })],
  [/^report\/#\/curves(?:\/#)?$/, () => ({ role: 'phase' })],
  [/^plan\/[^/]*\/start\/[^/]*$/, () => ({ role: 'start' })],
  [
    /^plan\/([^/]*)\/(?:keep\/best(?:\/monitor)?|stop_early\/monitor|learning_rate\/plateau\/monitor)$/,
    (phase) => ({ role: 'figure', phase }),
  ],
  [
    /^plan\/([^/]*)\/(?:updates\/#\/)?(?:loss|losses\/[^/]*(?:\/value)?|metrics\/[^/]*|wires\/[^/]*)$/,
    (phase) => ({ role: 'expression', in: 'phase', phase }),
  ],
  [/^evaluate\/([^/]*)\/measure$/, (evaluation) => ({ role: 'expression', in: 'evaluation', evaluation })],
];

const REPORT_VALUE = /^report\/(\d+)\/[^/]*\/([^/]*)(?:\/[^/]*)?$/;

export function roleAt(written: readonly (string | number)[]): NameRole | undefined {
  const path = outsideOfTemplate(written);
  const value = REPORT_VALUE.exec(path.join('/'));
  if (value && REPORT_EXPRESSIONS.has(value[2]!))
    return { role: 'expression', in: 'report', report: Number(value[1]) };
  const pattern = path.map((step) => (typeof step === 'number' ? '#' : step)).join('/');
  for (const [rule, role] of RULES) {
    const match = rule.exec(pattern);
    if (match) return role(match[1] ?? '', match[2] ?? '');
  }
  return undefined;
}

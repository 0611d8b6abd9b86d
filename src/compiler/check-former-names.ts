/** Checks `was`: each former name leads to one declaration, so that no two draw from the same streams. */
import type { Document, Located, NodeEntry } from '../dsl/index.js';
import type { CompileContext } from './compile-context.js';

interface Renamable {
  /** Null for a layer whose name is made of its kind. */
  name: Located<string> | null;
  was: Located<string> | null;
}

export function checkFormerNames(document: Document, { report }: CompileContext): void {
  checkGroup('network', document.networks, report);
  checkGroup('data set', document.data, report);
  checkGroup('phase', document.plan, report);
  for (const { add } of document.data) checkGroup('field', add, report);
  for (const { body } of document.networks) {
    if (body.kind === 'chain') checkGroup('layer', layersOf(body.nodes), report);
    if (body.kind === 'nodes') checkGroup('node', body.nodes, report);
  }
}

const layersOf = (nodes: readonly NodeEntry[]): NodeEntry[] =>
  nodes.flatMap((node) => [node, ...(node.kind === 'residual' ? layersOf(node.nodes) : [])]);

/** Declarations of one kind, whose names tell them apart. */
function checkGroup(kind: string, group: readonly Renamable[], report: CompileContext['report']): void {
  const names = new Map(group.flatMap(({ name }) => (name ? [[name.value, name] as const] : [])));
  const former = new Map<string, Located<string>>();
  for (const { name, was } of group) {
    if (!was) continue;
    const [other, earlier] = [names.get(was.value), former.get(was.value)];
    former.set(was.value, earlier ?? was);
    if (name?.value === was.value) {
      report({
        code: 'bad-was',
        message: `the ${kind} is still called \`${was.value}\``,
        range: was.range,
        help: 'leave `was` out, or write the name that it had before',
      });
    } else if (other) {
      report({
        code: 'bad-was',
        message: `\`${was.value}\` is the name of another ${kind}, which has its draws`,
        range: was.range,
        notes: [{ message: 'it is declared here', range: other.range }],
        help: 'leave `was` out, or give the other one a name that is new',
      });
    } else if (earlier && earlier.range.start !== was.range.start) {
      report({
        code: 'bad-was',
        message: `another ${kind} was \`${was.value}\` already`,
        range: was.range,
        notes: [{ message: 'it says so here', range: earlier.range }],
        help: 'leave `was` out where it is not the same thing under a new name',
      });
    } else if (earlier) {
      report({
        code: 'bad-was',
        message: `a loop makes several ${kind}s that were \`${was.value}\``,
        range: was.range,
        help: 'only one of them can go on as what it was: write the loop out',
      });
    }
  }
}

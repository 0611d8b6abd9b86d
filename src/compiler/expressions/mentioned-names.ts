import { namePrefixes, type Expression } from '../../dsl/index.js';

/** Every name in an expression, also of callees. `head.z_mean` mentions `head` as well, and `a.b.c` all of `a`, `a.b`. */
export function* mentionedNames(expression: Expression): Generator<string> {
  const waiting: Expression[] = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    switch (next.kind) {
      case 'name':
        yield* namePrefixes(next.name);
        break;
      case 'call':
        yield next.callee.name;
        waiting.push(...next.args, ...next.options.map(({ value }) => value));
        break;
      case 'member':
        waiting.push(next.object);
        break;
      case 'binary':
        waiting.push(next.left, next.right);
        break;
      case 'negate':
        waiting.push(next.operand);
        break;
      case 'number':
      case 'literal':
      case 'broken':
        break;
    }
  }
}

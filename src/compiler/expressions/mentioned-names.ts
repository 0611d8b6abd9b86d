import { namePrefixes, type Expression } from '../../dsl/index.js';

/** An expression and all that it is made of. */
export function* partsOf(expression: Expression): Generator<Expression> {
  const waiting: Expression[] = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    switch (next.kind) {
      case 'call':
        waiting.push(...next.args, ...next.options.map(({ value }) => value));
        break;
      case 'member':
        waiting.push(next.object);
        break;
      case 'slice':
        waiting.push(next.object);
        for (const item of next.items) {
          if (item.kind === 'index') waiting.push(item.at);
          if (item.kind === 'span')
            waiting.push(...[item.start, item.stop, item.step].filter((bound) => bound !== undefined));
        }
        break;
      case 'binary':
        waiting.push(next.left, next.right);
        break;
      case 'negate':
        waiting.push(next.operand);
        break;
      case 'name':
      case 'number':
      case 'literal':
      case 'broken':
        break;
    }
  }
}

/** Every name in an expression, also of callees. `head.z_mean` mentions `head` as well, and `a.b.c` all of `a`, `a.b`. */
export function* mentionedNames(expression: Expression): Generator<string> {
  for (const part of partsOf(expression)) {
    if (part.kind === 'name') yield* namePrefixes(part.name);
    if (part.kind === 'call') yield part.callee.name;
  }
}

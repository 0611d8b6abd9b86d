/** Tables of the shapes that functions return. */
import { code, table } from './markdown.mjs';

const shapeOf = (text) =>
  text
    .split(',')
    .map((side) => side.trim())
    .filter(Boolean)
    .map((side) => (side === 'batch' ? null : Number(side)));

const textOf = (shape) => code(`[${shape.map((side) => side ?? 'batch').join(', ')}]`);

/** The shape that `add` returns for each pair of shapes: `[batch, 10] [10]; [batch] []`. */
export function broadcastTable(functions, pairs) {
  const add = functions.get('add');
  const rows = pairs.split(';').map((pair) => {
    const [first, second] = [...pair.matchAll(/\[([^\]]*)\]/g)].map(([, sides]) => shapeOf(sides));
    const types = [first, second].map((shape) => ({ shape, dtype: 'float32' }));
    const made = add.output(types, {});
    return [textOf(first), textOf(second), made.ok ? textOf(made.value.shape) : 'is refused'];
  });
  return table(['a value', 'and another', 'make'], rows);
}

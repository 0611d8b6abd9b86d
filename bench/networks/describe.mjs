/** One line that says what a generated network is. */

const thousands = (count) =>
  count >= 1e6
    ? `${(count / 1e6).toFixed(1)} M`
    : count >= 1e3
      ? `${(count / 1e3).toFixed(0)} k`
      : String(count);

const goals = {
  classify: 'to classes',
  classifySteps: 'to classes of steps',
  regress: 'to numbers',
};

export function described({ family, goal, style, fields, optimizer, batch, frozen, clip, losses, cost }) {
  const activation =
    typeof style.activation === 'string' ? style.activation : Object.keys(style.activation)[0];
  return [
    `${family} ${fields[0].shape.join(' x ')}${goals[goal] ? ` ${goals[goal]}` : ''}`,
    activation,
    style.norm === 'none' ? 'no normalization' : style.norm,
    ...(style.dropout > 0 ? [`dropout ${style.dropout}`] : []),
    losses[0].loss,
    optimizer.name,
    `batch ${batch}`,
    ...frozen.map((name) => `frozen ${name}`),
    ...(clip === null ? [] : ['clipped']),
    `${thousands(cost.parameters)} weights`,
    `${(cost.flop / 1e9).toFixed(2)} GFLOP`,
  ].join(', ');
}

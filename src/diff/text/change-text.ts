import type { Change } from '../diff-types.js';

/** `optimizer Adadelta 1 → Adam 0.001`, `+ Dense 200 after Dropout 0.3` */
export function changeText(change: Change): string {
  const { kind, what, before, after } = change;
  const named = what === 'layer' ? '' : what === '' ? '' : `${what} `;
  switch (kind) {
    case 'added':
      return `+ ${named}${after}${placeText(change)}`;
    case 'removed':
      return `- ${named}${before}${placeText(change)}`;
    case 'renamed':
      return `${named}${before} is now ${after}${noteText(change)}`;
    case 'effect':
      return what.endsWith(' takes')
        ? `${what} ${after} now, not ${before}`
        : `${named}${before} → ${after}${noteText(change)}`;
    case 'changed':
      return `${named}${before} → ${after}${noteText(change)}`;
  }
}

const noteText = ({ note }: Change): string => (note === null ? '' : `  (${note})`);

const placeText = ({ note }: Change): string => (note === null ? '' : `  ${note}`);

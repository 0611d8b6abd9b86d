/** A diff in a line or two, for lists of many. */
import type { EntryDiff, ProgramDiff } from '../diff-types.js';
import { changeText, listText } from '../text/index.js';
import { costLines } from './cost-lines.js';
import { NO_DIFFERENCE } from './no-difference.js';

/** At most this many entries, and changes of one of them, are told. */
const MAX_ENTRIES = 3;
const MAX_CHANGES = 2;

/** One line that tells what differs, and one that tells what is trained for it, if anything is. */
export function diffSummary({ same, entries, cost }: ProgramDiff): string[] {
  if (same) return [NO_DIFFERENCE];
  // The values of parameters show where they are used.
  const used = entries.filter(({ section }) => section !== 'params');
  const told = used.length > 0 ? used : entries;
  const texts = told.slice(0, MAX_ENTRIES).map(entrySummary);
  const more = told.length - texts.length;
  const changes = `${texts.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  const trained = costLines(cost).filter((line) => /^(to train|goes on)/.test(line));
  return [...(changes === '' ? [] : [changes]), ...(trained.length === 0 ? [] : [trained.join('; ')])];
}

function entrySummary({ kind, section, name: first, alike = [], was, parts, changes }: EntryDiff): string {
  const name = listText([first, ...alike]);
  switch (kind) {
    case 'added':
      return `+ ${nounOf[section]}${name}`;
    case 'removed':
      return `- ${nounOf[section]}${name}`;
    case 'split':
      return `${name} is split into ${listText(parts)}`;
    case 'joined':
      return `${listText(parts)} are joined to ${name}`;
    case 'renamed':
      return [`${was} is now ${name}`, ...changeTexts(changes)].join(', ');
    case 'changed':
      return section === 'graph'
        ? changeTexts(changes).join(', ')
        : `${name}: ${changeTexts(changes).join(', ')}`;
  }
}

const nounOf: Readonly<Record<EntryDiff['section'], string>> = {
  graph: '',
  params: 'parameter ',
  networks: 'network ',
  models: 'model ',
  data: 'data set ',
  plan: 'phase ',
  evaluate: 'evaluation ',
  report: 'report ',
};

/** Without what follows from other changes, unless there is nothing else. */
function changeTexts(changes: EntryDiff['changes']): string[] {
  const causes = changes.filter(({ kind }) => kind !== 'effect');
  const told = causes.length > 0 ? causes : changes;
  const more = told.length - MAX_CHANGES;
  return [
    ...told.slice(0, MAX_CHANGES).map((change) => changeText({ ...change, note: null })),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

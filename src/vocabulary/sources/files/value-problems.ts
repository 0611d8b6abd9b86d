/** Values of a file that can't be used, with the places of the first ones. */

/** Maximum number of places that a message lists for one problem. */
const MAX_PLACES = 5;
/** Maximum number of problems that a message lists. */
const MAX_PROBLEMS = 10;

type Kind = 'missing' | 'no number' | 'no whole number' | 'no class' | 'no character';

interface Problem {
  kind: Kind;
  where: string;
  count: number;
  places: string[];
}

export class ValueProblems {
  private readonly found = new Map<string, Problem>();

  /**
   * @param where the column or array
   * @param value as it stands in the file; it is not shown if the value is missing
   */
  add(kind: Kind, where: string, place: string, value: unknown): void {
    const key = `${kind} ${where}`;
    const problem = this.found.get(key) ?? { kind, where, count: 0, places: [] };
    this.found.set(key, problem);
    problem.count += 1;
    if (problem.places.length < MAX_PLACES)
      problem.places.push(kind === 'missing' ? place : `${shownValue(value)} in ${place}`);
  }

  get isEmpty(): boolean {
    return this.found.size === 0;
  }

  /** Lines for a message; the last ones say what to do. `classHint`: what the classes of a column are. */
  text(
    path: string,
    classesOf: (where: string) => string,
    hints: { missing: string; number: string },
  ): string {
    const all = [...this.found.values()];
    const lines = all.slice(0, MAX_PROBLEMS).map(({ kind, where, count, places }) => {
      const more = count > places.length ? ` and ${(count - places.length).toLocaleString('en')} more` : '';
      return `  - ${where}: ${headOf(kind, count, classesOf(where))}: ${places.join(', ')}${more}`;
    });
    if (all.length > MAX_PROBLEMS)
      lines.push(`  - and ${all.length - MAX_PROBLEMS} more problems of this kind`);
    const kinds = new Set(all.map(({ kind }) => kind));
    return [
      `${path} has values that can't be used:`,
      ...lines,
      ...(kinds.has('missing') ? [hints.missing] : []),
      ...(kinds.has('no number') ? [hints.number] : []),
    ].join('\n');
  }
}

function headOf(kind: Kind, count: number, classes: string): string {
  const values = count === 1 ? '1 value' : `${count.toLocaleString('en')} values`;
  const are = count === 1 ? 'is' : 'are';
  switch (kind) {
    case 'missing':
      return `${values} ${are} missing`;
    case 'no class':
      return `${values} ${are} none of the classes ${classes}`;
    case 'no character':
      return `${values} ${count === 1 ? 'has' : 'have'} a character that the alphabet lacks`;
    default:
      return `${values} ${are} ${count === 1 ? kind : kind.replace(/number$/, 'numbers').replace('no whole', 'no whole')}`;
  }
}

const MAX_SHOWN = 40;

function shownValue(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : String(value);
  return `\`${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text}\``;
}

import { scheduleText, weightsAssignedBy, type Assignment, type Network } from '../../compiler/index.js';
import { numberOf } from './value-text.js';

/** What an assignment changes: `teacher`, `critic/hidden/kernel`. */
export const assignedText = (assignment: Assignment, networks: readonly Network[]): string =>
  weightsText(weightsAssignedBy(assignment), networks);

/**
 * An assignment in words: `teacher: average of student, decay 0.99`.
 *
 * @param valueText the expression of an assigned value
 */
export function assignmentText(
  assignment: Assignment,
  networks: readonly Network[],
  valueText: (assignment: Extract<Assignment, { kind: 'assign' }>) => string,
): string {
  const { every } = assignment;
  const stretch = every === 1 ? '' : `, every ${numberOf(every, 'step')}`;
  return `${assignedText(assignment, networks)} ${whatText(assignment, networks, valueText)}${stretch}`;
}

function whatText(
  assignment: Assignment,
  networks: readonly Network[],
  valueText: (assignment: Extract<Assignment, { kind: 'assign' }>) => string,
): string {
  switch (assignment.kind) {
    case 'ema': {
      const of = weightsText(
        assignment.weights.map((pair) => pair.of),
        networks,
      );
      return `averages ${of}, decay ${scheduleText(assignment.decay)}`;
    }
    case 'clip': {
      const { min, max } = assignment;
      if (min === null) return `held to ${max} and less`;
      return max === null ? `held to ${min} and more` : `held between ${min} and ${max}`;
    }
    case 'unit_norm': {
      const axes = [...new Set(assignment.weights.map((one) => one.axes.join(', ')))];
      return `scaled to norm 1 over ${axes.length === 1 ? `axes [${axes[0]}]` : 'all axes but the last'}`;
    }
    case 'assign':
      return `= ${valueText(assignment)}`;
  }
}

const MAX_LISTED = 4;

/** Networks whose weights are all there by their names, of others the weights. */
function weightsText(names: readonly string[], networks: readonly Network[]): string {
  const wanted = new Set(names);
  const parts = networks.flatMap(({ name, weights }) => {
    const own = weights.filter((weight) => wanted.has(weight.name));
    return own.length === weights.length && own.length > 0 ? [name] : own.map((weight) => weight.name);
  });
  const more = parts.length - MAX_LISTED;
  return `${parts.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

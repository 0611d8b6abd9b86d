/** The figure that `--expect` names, and where a run of a program reports it. */
import { parseExpectation, type Expectation, type Phase, type Program } from '../../../compiler/index.js';
import type { RunResult } from '../../../runtime/index.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

export interface ExpectedFigure extends Expectation {
  /** `accuracy`, `classify.val.accuracy`, or the name of an evaluation. */
  figure: string;
}

/** @throws UserError if the text is no comparison */
export function parseExpectedFigure(text: string): ExpectedFigure {
  const found = /^\s*([^\s<>=]+)\s*([<>=].*)$/.exec(text);
  const expectation = found && parseExpectation(found[2]!);
  if (expectation) return { figure: found[1]!, ...expectation };
  throw new UserError(`--expect ${text}: it is no comparison of a figure with a number`, {
    exit: EXIT_CODES.wrongUsage,
    hint: 'for example --expect "accuracy >= 0.9"',
  });
}

export interface FigurePlace {
  /** Phases that must be trained for it, without those that they start from; all if there is none. */
  phases: string[];
  /** Its value in a finished run; undefined if the run has none. */
  valueIn(result: Pick<RunResult, 'evaluations' | 'phases'>): number | undefined;
}

/** Names of a phase's figures, as in its metrics. */
const figuresOfPhase = ({ fingerprint }: Phase): string[] => Object.keys(fingerprint.figures);

/** All figures of a program by the names that `--expect` takes. */
export function figureNames(program: Program): string[] {
  return [
    ...program.evaluations.map(({ name }) => name),
    ...program.phases.flatMap((phase) => figuresOfPhase(phase).map((figure) => `${phase.name}.${figure}`)),
  ];
}

/**
 * Where a program has a figure: an evaluation, `phase.figure`, or a figure that only one phase has. Otherwise the names
 * that were meant, if there are several.
 */
export function findFigure(program: Program, figure: string): FigurePlace | { ambiguous: string[] } | null {
  const evaluation = program.evaluations.find(({ name }) => name === figure);
  if (evaluation) {
    return {
      phases: evaluation.networks.flatMap(({ from }) => from ?? []),
      valueIn: ({ evaluations }) => evaluations.find(({ name }) => name === figure)?.value,
    };
  }
  const places = program.phases.flatMap((phase) =>
    figuresOfPhase(phase)
      .filter((name) => name === figure || `${phase.name}.${name}` === figure)
      .map((name) => ({ phase: phase.name, name })),
  );
  const exact = places.filter(({ phase, name }) => `${phase}.${name}` === figure);
  const [place, ...others] = exact.length > 0 ? exact : places;
  if (!place) return null;
  if (others.length > 0) return { ambiguous: places.map(({ phase, name }) => `${phase}.${name}`) };
  return {
    phases: [place.phase],
    valueIn: ({ phases }) => {
      const metrics = phases.find(({ name }) => name === place.phase)?.metrics;
      return metrics && Object.hasOwn(metrics, place.name) ? metrics[place.name] : undefined;
    },
  };
}

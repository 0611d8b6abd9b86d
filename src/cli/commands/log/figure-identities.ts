/** Identities of a program's figures, by which the runs of a store are found that measured them. */
import {
  canonicalHash,
  valuesFingerprint,
  type Phase,
  type PhaseResult,
  type Program,
} from '../../../compiler/index.js';

export interface FigureIdentity {
  /** An evaluation, or `phase.figure`. */
  name: string;
  kind: 'evaluation' | 'phase';
  /** Of a phase. */
  figure?: string;
  /** Equal for figures that are computed alike from weights that are trained alike, as far as the graph says. */
  identity: string;
}

/** Every figure of a program, the evaluations first. Contents of data play no part: no data are read. */
export function figureIdentities(program: Program): FigureIdentity[] {
  const phases = new Map(program.phases.map((phase) => [phase.name, phase]));
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const known = new Map<string, string>();

  const sourcesOf = (names: readonly string[]) =>
    names.map((name) => datasets.get(name)!.steps.filter(({ step }) => step === 'source'));

  const phaseIdentity = (name: string): string => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const { fingerprint } = phases.get(name)!;
    const identity = canonicalHash({
      weights: fingerprint.weights,
      parents: fingerprint.parents.map(resultIdentity),
      sources: sourcesOf(fingerprint.sources),
    });
    known.set(name, identity);
    return identity;
  };

  /** A network as a phase left it; networks are known by their place, not their names. */
  const resultIdentity = ({ phase, network }: PhaseResult) => [
    phaseIdentity(phase),
    phases.get(phase)!.fingerprint.networks.indexOf(network),
  ];

  const ofPhase = ({ name, fingerprint }: Phase): FigureIdentity[] =>
    Object.keys(fingerprint.figures).map((figure) => ({
      name: `${name}.${figure}`,
      kind: 'phase',
      figure,
      identity: canonicalHash({
        trained: phaseIdentity(name),
        figure: fingerprint.figures[figure],
        sources: sourcesOf(fingerprint.figureSources[figure] ?? []),
        parents: (fingerprint.figureParents[figure] ?? []).map(resultIdentity),
      }),
    }));

  const evaluations = program.evaluations.map((evaluation): FigureIdentity => {
    const { values, sources, parents } = valuesFingerprint(program, {
      ...evaluation,
      wanted: [evaluation.measure],
    });
    return {
      name: evaluation.name,
      kind: 'evaluation',
      identity: canonicalHash({
        values,
        sources: sourcesOf(sources),
        parents: parents.map(resultIdentity),
      }),
    };
  });

  return [...evaluations, ...program.phases.flatMap(ofPhase)];
}

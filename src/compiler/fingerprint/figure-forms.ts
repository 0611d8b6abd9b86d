/** A phase's figures in normal form, relative to its weights: by the names that they have in an epoch's metrics. */
import type { DataUse, Phase, Solve, PhaseResult, Wire, WireId } from '../program.js';
import { REGULARIZATION } from '../regularization.js';
import {
  createReferences,
  createStepForm,
  networksForm,
  type FormContext,
  type References,
} from './step-form.js';

type UnhashedPhase = Omit<Phase, 'fingerprint'>;

export interface FigureForm {
  form: unknown;
  /** Data sets that read sources; of figures of validation data only. */
  sources: string[];
  /** Results of earlier phases, beyond those that the weights depend on. */
  parents: PhaseResult[];
  /** Networks beyond those that the weights depend on. */
  networks: string[];
}

/** @param references of the weights: figures refer to their networks by the same numbers */
export function figureForms(
  phase: UnhashedPhase,
  references: References,
  context: FormContext,
): Map<string, FigureForm> {
  const { metrics, validation, wires, data, stream } = phase;
  const known = references.networks.all.length;
  const describe = (
    list: readonly Wire[],
    use: DataUse,
    roots: readonly WireId[],
    more: object,
    isValidation: boolean,
  ): FigureForm => {
    const own = createReferences({ networks: references.networks.all, parents: [], sources: [] });
    const step = createStepForm(list, use, own, context);
    const ends = roots.map(step.numberOf);
    const form = step.finish();
    return {
      form: { ...more, ...form, roots: ends, networks: networksForm(own, known, context) },
      sources: isValidation ? own.sources.all : [],
      parents: own.parents.all,
      networks: own.networks.all.slice(known),
    };
  };
  const figures = new Map<string, FigureForm>();
  for (const [name, form] of phase.solve ? solveFigures(phase.solve) : lossFigures(phase))
    figures.set(name, { form, sources: [], parents: [], networks: [] });
  for (const { name, wire } of metrics)
    figures.set(name, describe(wires, data, [wire], { of: 'training' }, false));
  if (!validation) return figures;

  const { every, batchSize, losses } = validation;
  const validated = (name: string, roots: readonly WireId[], weights: readonly number[] | null) =>
    figures.set(
      `val.${name}`,
      describe(
        validation.wires,
        validation.data,
        roots,
        { of: 'validation', every, batchSize, weights, stream },
        true,
      ),
    );
  if (losses.length > 0)
    validated(
      'loss',
      losses.map(({ wire }) => wire),
      losses.map(({ weight }) => weight),
    );
  if (losses.length > 1) for (const { name, wire } of losses) validated(`loss/${name}`, [wire], null);
  for (const { name, wire } of validation.metrics) validated(name, [wire], null);
  return figures;
}

/** Figures of a method. The weights' form says what is solved for. */
const solveFigures = ({ figures }: Solve): [string, object][] =>
  figures.map((name) => [name, { of: 'solution', figure: name }]);

/** Figures that the training step computes in any case. The weights' form says what they are. */
function lossFigures({ updates }: UnhashedPhase): [string, object][] {
  const several = updates.length > 1;
  return [
    ['loss', { of: 'training', loss: 'all' }],
    ...updates.flatMap(({ name, losses, isRegularized }, update): [string, object][] => {
      const prefix = several ? `loss/${name}` : 'loss';
      const isApart =
        isRegularized === true ||
        losses.length > 1 ||
        losses.some(({ weight }) => typeof weight !== 'number');
      return [
        ...(several ? [[prefix, { of: 'training', update }] as [string, object]] : []),
        ...(isApart
          ? losses.map((term, at): [string, object] => [
              `${prefix}/${term.name}`,
              { of: 'training', update, term: at },
            ])
          : []),
        ...(isRegularized
          ? [
              [`${prefix}/${REGULARIZATION}`, { of: 'training', update, regularization: true }] as [
                string,
                object,
              ],
            ]
          : []),
      ];
    }),
  ];
}

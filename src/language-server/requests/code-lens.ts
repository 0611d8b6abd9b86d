import type { CodeLens } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { phaseSummaries } from './describe-symbol.js';
import { countParameters, parametersText, phasesThatTrain } from '../weights.js';

/**
 * Above each network, its parameters and the phases that train them; above each phase, how many it trains and on what.
 *
 * @param plan what would be trained and why, by phase, if that is known
 */
export function codeLensesOf(analysis: Analysis, plan: ReadonlyMap<string, string> = new Map()): CodeLens[] {
  const { networks, plan: phases } = analysis.ownOutline();
  const { program } = analysis.checked();
  const summaries = program ? phaseSummaries(program) : undefined;
  const lens = (key: { start: number; end: number }, title: string): CodeLens => ({
    range: analysis.range(key),
    command: { title, command: '' },
  });
  return [
    ...[...networks].flatMap(([name, { entry }]) => {
      const network = analysis.parts().networks.find((each) => each.name === name);
      if (!network) return [];
      const training = phasesThatTrain(
        analysis,
        network.weights.map((weight) => weight.name),
      );
      const by = training.length === 0 ? 'not trained' : `trained by ${training.join(', ')}`;
      return [lens(entry.keyRange, `${parametersText(countParameters(analysis, name))}, ${by}`)];
    }),
    ...[...phases].flatMap(([name, { entry }]) => {
      const summary = summaries?.get(name);
      const status = plan.get(name);
      return [
        ...(status === undefined ? [] : [lens(entry.keyRange, status)]),
        ...(summary
          ? [lens(entry.keyRange, `trains ${parametersText(summary.trainedParameters)} on ${summary.data}`)]
          : []),
      ];
    }),
  ];
}

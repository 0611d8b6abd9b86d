import { createExpressionWriter } from '../../../diff/index.js';
import type { EvaluationRecord } from '../../../runtime/index.js';
import { formatFigure } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { columnHead, numberHead, scrollTable } from '../table.js';
import { expressionCode, simulatedMark } from '../words.js';

/** Evaluations beside what the graph expects of them and what others reached, with each seed if there are several. */
export function resultsSection({ manifest, program }: RunPage): Html | null {
  const { evaluations } = manifest;
  if (evaluations.length === 0) return null;
  const references = new Map(program.evaluations.map(({ name, reference }) => [name, reference]));
  const writer = createExpressionWriter(program.models, program.networks);
  const measures = new Map(
    program.evaluations.map(({ name, data, wires, measure }) => [
      name,
      html`${expressionCode(writer.text(wires, measure))} on ${data.dataset}.${data.split}`,
    ]),
  );
  const hasReference = evaluations.some(({ name }) => references.get(name) !== undefined);
  const seeds = evaluations.find(({ bySeed }) => bySeed)?.bySeed?.map(({ seed }) => seed) ?? [];
  const head = [
    columnHead('Evaluation'),
    numberHead(seeds.length > 0 ? 'Mean ± deviation' : 'Value'),
    ...(hasReference ? [numberHead('Reference')] : []),
    ...['Expected', ''].map(columnHead),
    ...seeds.map((seed) => numberHead(`Seed ${seed}`)),
    columnHead('Measure'),
  ];
  return html`<section id="results" aria-labelledby="results-title">
    <h2 id="results-title">Results</h2>
    ${scrollTable('Evaluations', head, [
      html`<tbody>
        ${evaluations.map(
          (evaluation) =>
            html`<tr>
              <th scope="row">${evaluation.name}</th>
              <td class="number">${valueText(evaluation)}</td>
              ${hasReference ? numberCell(references.get(evaluation.name)) : null}
              <td>${evaluation.expect ?? ''}</td>
              <td class="plain">${verdict(evaluation)}${evaluation.simulated ? simulatedMark() : null}</td>
              ${seeds.map((_, at) => numberCell(evaluation.bySeed?.[at]?.value))}
              <td>${measures.get(evaluation.name) ?? null}</td>
            </tr>`,
        )}
      </tbody>`,
    ])}
    ${
      seeds.length > 0
        ? html`<p>
            Plan, curves and reports are those of seed ${manifest.seed};
            <code
              >lagraph report
              ${manifest.run}@${seeds.find((seed) => seed !== manifest.seed) ?? manifest.seed}</code
            >
            writes the page of another.
          </p>`
        : null
    }
  </section>`;
}

const numberCell = (value: number | null | undefined): Html =>
  html`<td class="number">${value === undefined ? '' : figureText(value)}</td>`;

const valueText = ({ value, spread }: EvaluationRecord): string =>
  spread === undefined ? figureText(value) : `${figureText(value)} ± ${figureText(spread)}`;

function verdict({ expect, ok }: EvaluationRecord): Html | null {
  if (expect === null) return null;
  return ok ? html`<span class="good">✓ met</span>` : html`<span class="bad">✗ missed</span>`;
}

/** JSON has no NaN: null is the value of an evaluation that has none. */
export const figureText = (value: number | null): string =>
  value === null ? 'not a number' : formatFigure(value);

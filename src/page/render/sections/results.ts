import { formatFigure } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { simulatedMark } from '../words.js';

/** Evaluations beside what the graph expects of them. */
export function resultsSection({ manifest }: RunPage): Html | null {
  const { evaluations } = manifest;
  if (evaluations.length === 0) return null;
  return html`<section id="results" aria-labelledby="results-title">
    <h2 id="results-title">Results</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Evaluations">
      <table>
        <thead>
          <tr>
            <th scope="col">Evaluation</th>
            <th scope="col" class="number">Value</th>
            <th scope="col">Expected</th>
            <th scope="col"></th>
          </tr>
        </thead>
        <tbody>
          ${evaluations.map(
            ({ name, value, expect, ok, simulated }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td class="number">${figureText(value)}</td>
                <td>${expect ?? ''}</td>
                <td>
                  ${
                    expect === null
                      ? null
                      : ok
                        ? html`<span class="good">✓ met</span>`
                        : html`<span class="bad">✗ missed</span>`
                  }${simulated ? simulatedMark() : null}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** JSON has no NaN: null is the value of an evaluation that has none. */
export const figureText = (value: number | null): string =>
  value === null ? 'not a number' : formatFigure(value);

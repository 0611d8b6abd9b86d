import { numberOf } from '../../../diff/index.js';
import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { simulatedMark } from '../words.js';

/** Where the data came from, how many examples there were, and their checksums. */
export function dataSection({ manifest }: RunPage): Html | null {
  const { data } = manifest;
  if (data.length === 0) return null;
  return html`<section id="data" aria-labelledby="data-title">
    <h2 id="data-title">Data</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Data">
      <table>
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">From</th>
            <th scope="col">Examples</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${data.map(
            ({ name, origin, simulated, examples, hash }) =>
              html`<tr>
                <th scope="row">${name}${simulated ? simulatedMark() : null}</th>
                <td>${origin}</td>
                <td>
                  ${Object.entries(
                    // Absent in formats before 2.
                    examples ?? {},
                  )
                    .map(([split, count]) => `${split}: ${numberOf(count, 'example').split(' ')[0]!}`)
                    .join(', ')}
                </td>
                <td><code class="hash">${hash}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

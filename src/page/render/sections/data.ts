import { countText } from '../../../diff/index.js';
import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { columnHead, scrollTable } from '../table.js';
import { simulatedMark } from '../words.js';

/** Where the data came from, how many examples there were, and their checksums. */
export function dataSection({ manifest }: RunPage): Html | null {
  const { data } = manifest;
  if (data.length === 0) return null;
  return html`<section id="data" aria-labelledby="data-title">
    <h2 id="data-title">Data</h2>
    ${scrollTable('Data', ['Data set', 'From', 'Examples', 'SHA-256'].map(columnHead), [
      html`<tbody>
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
                  .map(([split, count]) => `${split}: ${countText(count)}`)
                  .join(', ')}
              </td>
              <td><code class="hash">${hash}</code></td>
            </tr>`,
        )}
      </tbody>`,
    ])}
  </section>`;
}

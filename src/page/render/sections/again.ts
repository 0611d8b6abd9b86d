import { html, htmlLines, type Html } from '../html.js';
import { shellLine } from '../../../report/index.js';
import type { RunPage } from '../run-page.js';
import { columnHead, scrollTable } from '../table.js';

/** A graph longer than this is cut. */
const MAX_TEXT = 200_000;

/** The command, the parameters and the text that make the same run again. */
export function againSection({ manifest, graphText }: RunPage): Html {
  const { invocation, params } = manifest;
  return html`<section id="again" aria-labelledby="again-title">
    <h2 id="again-title">Run it again</h2>
    ${
      invocation
        ? html`<pre class="command"><code>${shellLine(invocation.command)}</code></pre>`
        : html`<p>
            This run was not started from the command line, or by an older version: it does not say with which
            command.
          </p>`
    }
    <p>
      The same graph, data and seed give the same results on the same engine and kind of machine. What the
      store has already is not trained again; <code>--force</code> trains it.
    </p>
    ${
      params.length === 0
        ? null
        : scrollTable('Parameters', ['Parameter', 'Value', 'From'].map(columnHead), [
            html`<tbody>
              ${params.map(
                ({ name, value, origin }) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${typeof value === 'string' ? value : JSON.stringify(value)}</td>
                    <td>
                      ${
                        origin === 'profile' && invocation?.profile ? `profile ${invocation.profile}` : origin
                      }
                    </td>
                  </tr>`,
              )}
            </tbody>`,
          ])
    }
    ${
      graphText === null
        ? null
        : html`<details>
            <summary>The graph as it was written</summary>
            <pre class="text"><code>${htmlLines(graphText.slice(0, MAX_TEXT))}</code></pre>
            ${graphText.length > MAX_TEXT ? html`<p>The rest is in graph.yaml of the run’s folder.</p>` : null}
          </details>`
    }
  </section>`;
}

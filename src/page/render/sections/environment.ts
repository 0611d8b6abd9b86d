import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { columnHead, scrollTable } from '../table.js';

/** Versions and machine, and the checksums of what the run left. */
export function environmentSection({ manifest }: RunPage): Html {
  const { engine, machine } = manifest;
  const rows: [string, string][] = [
    ['lagraph', manifest.lagraph],
    ['Node.js', manifest.node],
    ['Engine', `${engine.name} (${engine.version}), computing on ${engine.device}`],
    ['Numerics', engine.numerics],
    ['Machine', `${machine.processor}, ${machine.cores} cores, ${machine.architecture}`],
    ['System', machine.system],
    ['Phases side by side', `at most ${manifest.jobs}`],
  ];
  const files = Object.entries(manifest.files ?? {});
  return html`<section id="environment" aria-labelledby="environment-title">
    <h2 id="environment-title">Versions and checksums</h2>
    <dl class="facts rows">
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <details>
      <summary>Checksums (SHA-256)</summary>
      ${scrollTable('Checksums', ['What', 'SHA-256'].map(columnHead), [
        html`<tbody>
          ${manifest.phases.map(
            ({ name, key }) =>
              html`<tr>
                <th scope="row">key of ${name}</th>
                <td><code class="hash">${key ?? 'none yet'}</code></td>
              </tr>`,
          )}${files.map(
            ([name, hash]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td><code class="hash">${hash}</code></td>
              </tr>`,
          )}
        </tbody>`,
      ])}
    </details>
  </section>`;
}

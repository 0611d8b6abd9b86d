import { createExpressionWriter, numberOf, parameterCount } from '../../../diff/index.js';
import type { Phase, Program } from '../../../compiler/index.js';
import { formatCount } from '../../../report/index.js';
import {
  drawGraph,
  graphKey,
  graphPicture,
  networkFacts,
  usedNetworks,
  usesText,
  type NetworkFacts,
} from '../graph/index.js';
import { html, type Html } from '../html.js';
import type { RunPage } from '../run-page.js';
import { columnHead, numberHead, scrollTable } from '../table.js';
import { expressionCode } from '../words.js';

/** The graph drawn, and all its layers as a table for those who can't see the drawing. */
export function graphSection({ program }: RunPage): Html {
  const networks = usedNetworks(program);
  const picture = graphPicture(program);
  const parameters = networks.reduce((sum, network) => sum + parameterCount(network), 0);
  return html`<section id="graph" aria-labelledby="graph-title">
    <h2 id="graph-title">Graph</h2>
    <p>
      ${numberOf(networks.length, 'network')} with ${numberOf(parameters, 'parameter')},
      ${numberOf(program.phases.length, 'phase')}.
    </p>
    <div class="scroll drawing hinted" tabindex="0" role="region" aria-label="Drawing of the graph">
      ${drawGraph(picture, `The graph ${program.name}`)}
    </div>
    ${graphKey(picture)} ${modelList(program)} ${layerTable(program)}
  </section>`;
}

/** Models, with what they are made of: evaluations and pictures are told in their names. */
function modelList({ models, networks }: Program): Html | null {
  if (models.length === 0) return null;
  // Without the models a writer tells the networks.
  const writer = createExpressionWriter([], networks);
  return html`<h3>Models</h3>
    <dl class="models">
      ${models.map(
        ({ name, inputs, wires, outputs }) =>
          html`<div>
            <dt>${name}(${inputs.map((input) => input.name).join(', ')})</dt>
            <dd>
              ${outputs.map(
                ({ name: output, wire }) =>
                  html`${expressionCode(`${outputs.length > 1 ? `${output}: ` : ''}${writer.text(wires, wire)}`)} `,
              )}
            </dd>
          </div>`,
      )}
    </dl>`;
}

function layerTable(program: Program): Html {
  return html`<details>
    <summary>All layers as a table</summary>
    ${scrollTable(
      'Layers',
      [
        ...['Network', 'Layer', 'Output'].map(columnHead),
        numberHead('Parameters'),
        columnHead('Trained, frozen'),
      ],
      networkFacts(program).map((facts) => networkRows(facts, program.phases)),
    )}
  </details>`;
}

const networkRows = ({ network, layers }: NetworkFacts, phases: readonly Phase[]): Html =>
  html`<tbody>
    ${layers.map(
      (layer, at) =>
        html`<tr>
          ${at === 0 ? html`<th scope="rowgroup" rowspan="${layers.length}">${network.name}</th>` : null}
          <td>${layer.text}</td>
          <td class="plain">${layer.output}</td>
          <td class="number">${layer.parameters === 0 ? '' : formatCount(layer.parameters)}</td>
          <td>${usesText(layer.uses, phases)}</td>
        </tr>`,
    )}
  </tbody>`;

import { listText, numberOf } from '../../../diff/index.js';
import { formatSeconds } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import { phaseTimes, secondsOf } from '../phase-times.js';
import type { RunPage } from '../run-page.js';
import { expectationsText, RUN_STATUS, timeText } from '../words.js';
import { phaseNetworks } from '../graph/index.js';

/** What ran, how it ended, what took longest, what stayed frozen, and what was simulated. */
export function summarySection(page: RunPage, now: number): Html {
  const { manifest, program } = page;
  return html`<header id="summary">
    <p class="kind">
      Run of a graph <span class="status ${manifest.status}">${RUN_STATUS[manifest.status]}</span>
    </p>
    <h1>${program.name}</h1>
    ${program.description === '' ? null : html`<p class="description">${program.description}</p>`}
    ${simulatedBanner(page)}
    <p>${sentences(page, now).join(' ')}</p>
    ${manifest.problem === null ? null : html`<p class="problem">${manifest.problem}</p>`}
    <dl class="facts">
      <div>
        <dt>Run</dt>
        <dd><code>${manifest.run}</code></dd>
      </div>
      <div>
        <dt>Started</dt>
        <dd>${timeText(manifest.started)}</dd>
      </div>
      <div>
        <dt>${manifest.ended === null ? 'So far' : 'Took'}</dt>
        <dd>${formatSeconds(runSeconds(page, now))}</dd>
      </div>
      ${
        manifest.invocation?.profile
          ? html`<div>
              <dt>Profile</dt>
              <dd>${manifest.invocation.profile}</dd>
            </div>`
          : null
      }
      <div>
        <dt>Seed</dt>
        <dd>${manifest.seed}</dd>
      </div>
      <div>
        <dt>Engine</dt>
        <dd>${manifest.engine.name}, ${manifest.engine.device}</dd>
      </div>
    </dl>
  </header>`;
}

const runSeconds = ({ manifest }: RunPage, now: number): number =>
  manifest.ended === null ? Math.max(0, (now - Date.parse(manifest.started)) / 1000) : manifest.seconds;

function simulatedBanner({ manifest }: RunPage): Html | null {
  if (!manifest.simulated) return null;
  const names = manifest.data.filter(({ simulated }) => simulated).map(({ name }) => name);
  return html`<p class="banner">
    <strong>Simulated data:</strong> ${names.length === 0 ? 'data of this run' : listText(names)}
    ${names.length > 1 ? 'were' : 'was'} not there and was simulated. Figures and pictures made from it say
    nothing about real data.
  </p>`;
}

function sentences(page: RunPage, now: number): string[] {
  const { manifest, program } = page;
  const times = phaseTimes(manifest, now);
  const trained = times.filter(({ record }) => record.status === 'trained' || record.status === 'resumed');
  const resumed = trained.flatMap(({ record }) => (record.status === 'resumed' ? [record.name] : []));
  const cached = manifest.phases.filter(({ status }) => status === 'cached');
  const slowest = trained.reduce<(typeof trained)[number] | null>(
    (most, one) => (most === null || secondsOf(one)! > secondsOf(most)! ? one : most),
    null,
  );
  const frozen = program.phases.flatMap((phase) => {
    const { frozen: names } = phaseNetworks(program, phase);
    return names.length > 0 ? [`${listText(names)} while ${phase.name} trains`] : [];
  });
  const expectations = expectationsText(manifest);
  return [
    trained.length > 0 ? `Trained ${numberOf(trained.length, 'phase')}.` : '',
    resumed.length > 0 ? `${listText(resumed)} went on from a checkpoint.` : '',
    cached.length > 0
      ? `${trained.length === 0 && cached.length === manifest.phases.length ? 'All' : ''} ${numberOf(cached.length, 'phase')} taken from the store: ${listText(cached.map(({ name }) => name))}.`.trim()
      : '',
    slowest && trained.length > 1
      ? `The slowest was ${slowest.record.name} (${formatSeconds(secondsOf(slowest)!)}).`
      : '',
    frozen.length > 0 ? `Frozen: ${frozen.join('; ')}.` : '',
    expectations === null ? '' : `${expectations[0]!.toUpperCase()}${expectations.slice(1)}.`,
  ].filter((sentence) => sentence !== '');
}

import { assignmentText, createExpressionWriter, listText, optimizersText } from '../../../diff/index.js';
import type { Phase } from '../../../compiler/index.js';
import { solvers } from '../../../vocabulary/index.js';
import type { PhaseRecord } from '../../../runtime/index.js';
import { PHASE_COLOURS } from '../../../picture/index.js';
import { formatFigure, formatSeconds } from '../../../report/index.js';
import { phaseNetworks } from '../graph/index.js';
import { html, type Html } from '../html.js';
import { phaseTimes, secondsOf, type PhaseTime } from '../phase-times.js';
import type { RunPage, RunningPhase } from '../run-page.js';
import { expressionCode, PHASE_STATUS, simulatedMark } from '../words.js';
import { figureText } from './results.js';

/** What each phase trains and how, and when it was trained. */
export function planSection(page: RunPage, now: number): Html {
  const { manifest, program } = page;
  const times = phaseTimes(manifest, now);
  const phases = new Map(program.phases.map((phase, at) => [phase.name, { phase, at }]));
  const until = Math.max(0, ...times.map(({ to }) => to ?? 0));
  return html`<section id="plan" aria-labelledby="plan-title">
    <h2 id="plan-title">Plan and times</h2>
    ${
      page.running.length === 0
        ? null
        : html`<ul class="running">
            ${page.running.map(runningLine)}
          </ul>`
    }
    ${timeline(times, phases, until)}
    <ol class="phases">
      ${manifest.phases.map((record, at) => {
        const found = phases.get(record.name);
        return found ? phaseItem(page, record, found.phase, found.at, times[at]!) : null;
      })}
    </ol>
  </section>`;
}

const numberMark = (at: number): Html =>
  html`<span class="mark phase-${at % PHASE_COLOURS.length}" aria-hidden="true">${at + 1}</span>`;

type PhasePlaces = ReadonlyMap<string, { phase: Phase; at: number }>;

function timeline(times: readonly PhaseTime[], phases: PhasePlaces, until: number): Html {
  const unknown = times.some(({ known }) => !known);
  const shown = inOrderOfBeginning(times);
  const isInOrder = shown.every((time, at) => time === times[at]);
  return html`<figure class="timeline">
    <figcaption>
      When the phases were trained, from the run’s
      beginning${until > 0 ? ` to ${formatSeconds(until)}` : ''}.${unknown ? ' The run does not say when they began; they are shown one after another.' : ''}
      ${isInOrder ? '' : ' Numbers are places in the plan; phases that do not wait for one another begin in the order that ends soonest.'}
    </figcaption>
    <table>
      <thead class="hidden">
        <tr>
          <th scope="col">Phase</th>
          <th scope="col">Time</th>
          <th scope="col">Seconds</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((time) => {
          const { record, from } = time;
          const at = phases.get(record.name)?.at ?? 0;
          const seconds = secondsOf(time);
          return html`<tr>
            <th scope="row">${numberMark(at)} ${record.name}</th>
            <td class="track">
              ${
                from === null || until === 0
                  ? html`<span class="status-word">${shortStatus(record)}</span>`
                  : bar(time, at, until)
              }
            </td>
            <td class="number">${seconds === null ? '' : formatSeconds(seconds)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </figure>`;
}

/** Those that were not trained in this run come first: they were there. */
const inOrderOfBeginning = (times: readonly PhaseTime[]): PhaseTime[] =>
  [...times].sort((one, other) => (one.from ?? -1) - (other.from ?? -1));

const shortStatus = ({ status }: PhaseRecord): string =>
  status === 'cached' ? 'cached' : PHASE_STATUS[status];

function bar({ record, from, to }: PhaseTime, at: number, until: number): Html {
  const share = (seconds: number): string => ((seconds / until) * 1000).toFixed(1);
  const label = `from ${formatSeconds(from!)} to ${formatSeconds(to!)}`;
  return html`<svg
    class="bar ${record.status} phase-${at % PHASE_COLOURS.length}"
    viewBox="0 0 1000 10"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <title>${label}</title>
    <rect class="lane" width="1000" height="10" />
    <rect x="${share(from!)}" width="${Math.max(3, Number(share(to! - from!)))}" height="10" />
  </svg>`;
}

function runningLine({ phase, epoch, epochs, step, steps, loss, secondsLeft }: RunningPhase): Html {
  const done = epochs > 0 ? (Math.max(0, epoch - 1) + (steps > 0 ? step / steps : 0)) / epochs : 0;
  return html`<li>
    <label
      >${phase}: epoch ${Math.min(epoch, epochs)} of
      ${epochs}${loss === null ? '' : `, loss ${formatFigure(loss)}`}${secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`}
      <progress max="1" value="${done.toFixed(4)}"></progress
    ></label>
  </li>`;
}

function phaseItem(
  { program }: RunPage,
  record: PhaseRecord,
  phase: Phase,
  at: number,
  time: PhaseTime,
): Html {
  const { trains, frozen } = phaseNetworks(program, phase);
  const writer = createExpressionWriter(program.models, program.networks);
  const losses = phase.updates.flatMap((update) =>
    update.losses.map(({ name, wire, weight }) => {
      const factor = weight === 1 ? '' : typeof weight === 'number' ? `${weight} × ` : 'schedule × ';
      const label = phase.updates.length > 1 || update.losses.length > 1 ? `${name}: ` : '';
      return expressionCode(`${label}${factor}${writer.text(phase.wires, wire)}`);
    }),
  );
  const { solve } = phase;
  const values = solve
    ? [
        ['inputs', solve.inputs] as const,
        ...(solve.second === null ? [] : [[solvers.get(solve.method)!.second!.key, solve.second] as const]),
      ].map(([key, wire]) => expressionCode(`${key}: ${writer.text(phase.wires, wire)}`))
    : [];
  const assignments = phase.updates.flatMap(({ name, assignments: own = [] }) =>
    own.map(
      (one) =>
        `${phase.updates.length > 1 ? `${name}: ` : ''}${assignmentText(one, program.networks, ({ wire }) =>
          writer.text(phase.wires, wire),
        )}`,
    ),
  );
  const figures = Object.entries(record.metrics).map(([name, value]) => `${name} ${figureText(value)}`);
  return html`<li>
    <h3>${numberMark(at)} ${phase.name}${record.simulated ? simulatedMark() : null}</h3>
    <dl>
      <div>
        <dt>${phase.solve ? 'Solves for' : 'Trains'}</dt>
        <dd>${listText(trains)}</dd>
      </div>
      <div>
        <dt>Frozen</dt>
        <dd>${frozen.length > 0 ? listText(frozen) : 'nothing'}</dd>
      </div>
      <div>
        <dt>Data</dt>
        <dd>${phase.data.dataset}.${phase.data.split}, batches of ${batchText(phase)}</dd>
      </div>
      <div>
        <dt>Epochs</dt>
        <dd>${epochsText(record, phase)}</dd>
      </div>
      <div>
        <dt>${solve ? 'Solved with' : losses.length > 1 ? 'Losses' : 'Loss'}</dt>
        <dd>${[...losses, ...values].map((value) => html`${value} `)}</dd>
      </div>
      <div>
        <dt>${solve ? 'Method' : 'Optimizer'}</dt>
        <dd>${optimizersText(phase)}</dd>
      </div>
      ${
        assignments.length > 0
          ? html`<div>
              <dt>After each update</dt>
              <dd>${assignments.map((text) => html`${expressionCode(text)} `)}</dd>
            </div>`
          : null
      }
      <div>
        <dt>Status</dt>
        <dd>${PHASE_STATUS[record.status]}${timeNote(record, time)}</dd>
      </div>
      ${
        figures.length > 0
          ? html`<div>
              <dt>${record.kept === null ? 'Figures' : `Figures of epoch ${record.kept}`}</dt>
              <dd>${figures.join(', ')}</dd>
            </div>`
          : null
      }
    </dl>
  </li>`;
}

function timeNote(record: PhaseRecord, time: PhaseTime): string {
  const seconds = secondsOf(time);
  if (seconds !== null && record.status === 'resumed')
    return `; ${formatSeconds(seconds)} in this run${record.seconds > seconds ? `, ${formatSeconds(record.seconds)} altogether` : ''}`;
  if (seconds !== null && record.status !== 'running') return ` in ${formatSeconds(seconds)}`;
  return record.status === 'cached' ? ` (${formatSeconds(record.seconds)} when it was trained)` : '';
}

const batchText = ({ batchSize, classBatch }: Phase): string =>
  classBatch
    ? `${batchSize}: ${classBatch.classes} classes of ${classBatch.label}, ${classBatch.each} of each`
    : String(batchSize);

function epochsText(record: PhaseRecord, phase: Phase): string {
  const { stopped, kept } = record;
  if (record.epochs === 0) return String(phase.epochs);
  const settled = phase.solve && stopped ? '; it ended when nothing moved any more' : '';
  const stop =
    stopped && !phase.solve
      ? `; stopped early after epoch ${stopped.epoch}, since ${stopped.figure} got no better`
      : '';
  const best =
    stopped?.best && !phase.solve
      ? ` than in epoch ${stopped.best.epoch} (${formatFigure(stopped.best.value)})`
      : '';
  const other = kept !== null && kept < record.epochs ? `; epoch ${kept} was kept` : '';
  return `${record.epochs === phase.epochs ? record.epochs : `${record.epochs} of ${phase.epochs}`}${settled}${stop}${best}${other}`;
}

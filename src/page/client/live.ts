/** What a page that is served hears of its run: parts that are new, in place of those that are there. */
import type { PageData } from '../render/index.js';
import type { Charts } from './charts.js';

const RETRY_MS = 3000;

export function followLive(charts: Charts): void {
  const status = document.getElementById('live');
  if (!status) return;
  const say = (text: string): void => {
    if (status.textContent !== text) status.textContent = text;
  };
  const waiting = new Map<string, string>();
  let version: string | null = null;
  const newest = new Map<string, PageData['charts'][number]>();

  /** What someone reads by keyboard is not taken from under him. */
  function apply(id: string, content: string): void {
    const place = document.querySelector(`[data-section="${CSS.escape(id)}"]`);
    if (!place) return;
    const focused = document.activeElement;
    if (focused && focused !== document.body && place.contains(focused)) {
      waiting.set(id, content);
      return;
    }
    const open = [...place.querySelectorAll('details')].map((one) => one.open);
    // The server has escaped every text in it, and the page's policy runs no script but this one.
    const template = document.createElement('template');
    template.innerHTML = content;
    keepCharts(place, template.content);
    place.replaceChildren(template.content);
    [...place.querySelectorAll('details')].forEach((one, at) => (one.open = open[at] ?? false));
  }

  document.addEventListener('focusout', () => {
    setTimeout(() => {
      const all = [...waiting];
      waiting.clear();
      for (const [id, content] of all) apply(id, content);
      charts.draw([...newest.values()]);
    });
  });

  function connect(): void {
    const source = new EventSource('events');
    source.addEventListener('open', () => say('Live: the run goes on.'));
    source.addEventListener('run', (event) => {
      const { run, version: served } = parse(event) as { run: string; version: string };
      const isOther = run !== status!.dataset['run'] || (version !== null && version !== served);
      version = served;
      if (isOther) location.reload();
    });
    source.addEventListener('section', (event) => {
      const { id, html } = parse(event) as { id: string; html: string };
      apply(id, html);
      charts.draw([...newest.values()]);
    });
    source.addEventListener('chart', (event) => {
      const chart = parse(event) as PageData['charts'][number];
      newest.set(chart.id, chart);
      charts.draw([chart]);
    });
    source.addEventListener('end', () => {
      source.close();
      say('The run has ended. This page stays as it is; the run’s folder has it as report.html.');
      // The same graph may be run again, at the same address.
      setTimeout(connectAgain, RETRY_MS);
    });
    source.addEventListener('error', () => {
      say('Not connected: the run has stopped, or its server has. Waiting for it to go on.');
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    });
  }

  function connectAgain(): void {
    const source = new EventSource('events');
    source.addEventListener('run', () => location.reload());
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(connectAgain, RETRY_MS);
    });
  }

  connect();
}

const parse = (event: Event): unknown => JSON.parse((event as MessageEvent<string>).data) as unknown;

/** A chart that is there already is kept, so that it does not flicker. */
function keepCharts(place: Element, content: DocumentFragment): void {
  for (const now of place.querySelectorAll<HTMLElement>('[data-chart]')) {
    const id = CSS.escape(now.dataset['chart'] ?? '');
    const next = content.querySelector(`[data-chart="${id}"]`);
    if (!next) continue;
    now.setAttribute('aria-label', next.getAttribute('aria-label') ?? '');
    next.replaceWith(now);
  }
}

/** What is said of an element of the graph when it is pointed at or focused, beside it. */
export function showHints(): void {
  const box = document.getElementById('hint');
  if (!box) return;
  const hintOf = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest('.hint') : null;

  const show = (element: Element): void => {
    // The browser's own tooltip would come over this one.
    for (const title of element.querySelectorAll(':scope > title')) title.remove();
    box.textContent = element.getAttribute('aria-label');
    box.hidden = false;
    const place = element.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const margin = 8;
    const x = Math.min(
      Math.max(margin, place.left),
      document.documentElement.clientWidth - own.width - margin,
    );
    const below = place.bottom + margin;
    const fits = below + own.height < document.documentElement.clientHeight;
    box.style.left = `${Math.max(margin, x)}px`;
    box.style.top = `${fits ? below : Math.max(margin, place.top - own.height - margin)}px`;
  };
  const hide = (): void => {
    box.hidden = true;
  };

  document.addEventListener('pointerover', (event) => {
    const element = hintOf(event.target);
    if (element) show(element);
    else hide();
    highlightPhase(event.target);
  });
  document.addEventListener('focusin', (event) => {
    const element = hintOf(event.target);
    if (element) show(element);
    highlightPhase(event.target);
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveFocus(event);
  });
}

/** Shows the wires of one phase alone while it is pointed at. */
function highlightPhase(target: EventTarget | null): void {
  const phase =
    target instanceof Element ? (target.closest('[data-phase]')?.getAttribute('data-phase') ?? null) : null;
  for (const graph of document.querySelectorAll('svg.graph')) {
    graph.classList.toggle('one', phase !== null);
    for (const wire of graph.querySelectorAll('.wire'))
      wire.classList.toggle('active', phase !== null && wire.getAttribute('data-phase') === phase);
  }
}

/** Within the graph, the arrow keys go from layer to layer. */
function moveFocus(event: KeyboardEvent): void {
  const now = document.activeElement;
  if (!now?.classList.contains('hint')) return;
  const all = [...(now.closest('svg')?.querySelectorAll<SVGElement>('.hint') ?? [])];
  const next = all[all.indexOf(now as SVGElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

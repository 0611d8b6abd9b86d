import type { EngineStatus } from '../../../runtime/index.js';
import type { OutputStream } from '../../terminal.js';

const STATE_LABELS = { ready: 'ready  ', missing: 'missing', broken: 'broken ' } as const;

/** One line an engine, with its path, its problem and what to do below it. */
export function engineListText(engines: readonly EngineStatus[], colours: OutputStream['colours']): string {
  const paint = { ready: colours.green, missing: colours.yellow, broken: colours.red };
  const width = Math.max(...engines.map(({ name }) => name.length));
  /** Engines already listed: of several copies of a library only the first is used. */
  const used = new Set<string>();
  const lines = engines.flatMap((engine) => {
    const { name, state, version, device, path, source, problem, advice } = engine;
    const what =
      state === 'ready'
        ? [version, `${device} (${engine.with})`, ...(engine.isDefault ? ['default'] : [])].join(', ')
        : (problem ?? '');
    const unused = used.has(name) ? ', not used: the one above comes first' : '';
    used.add(name);
    return [
      `${paint[state](STATE_LABELS[state])}  ${name.padEnd(width)}  ${what}`,
      ...(path ? [colours.dim(`         ${''.padEnd(width)}  from ${source}: ${path}${unused}`)] : []),
      ...(advice ? [`         ${''.padEnd(width)}  ${colours.cyan(advice)}`] : []),
    ];
  });
  return lines.join('\n');
}

import type { Command } from 'commander';
import { EXIT } from '../problem.js';
import type { Session } from '../program.js';

export function addEngines(program: Command, session: Session): void {
  const engines = program
    .command('engines')
    .summary('list what can compute, bring or remove TensorFlow')
    .description(
      'Lists every engine: version, device, where its library lies, and what to do about one that is missing or broken. Each is tried: it computes something. Exits 1 if the default engine is broken.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph engines')
    .action(async (options: { json?: boolean }) => {
      const { out } = session.terminal;
      const [{ enginesOnHand }, { enginesText }] = await Promise.all([
        import('../../runtime/index.js'),
        import('../engines-table.js'),
      ]);
      const found = await enginesOnHand();
      const broken = found.some(({ isDefault, state }) => isDefault && state !== 'ready');
      session.exit(broken ? EXIT.wrongInput : EXIT.done);
      out.line(options.json ? JSON.stringify(found, null, 2) : enginesText(found, out.colours));
    });
  void engines;
}

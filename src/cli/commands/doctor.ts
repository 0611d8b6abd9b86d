import type { Command } from 'commander';
import { dataOption, storeOption, storePath } from '../store.js';
import { EXIT } from '../problem.js';
import type { Session } from '../program.js';

interface DoctorOptions {
  data?: string;
  store?: string;
  json?: boolean;
}

export function addDoctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .summary('look whether everything is in place')
    .description(
      'Looks at node, processor, engines, data, store and disk, and says what to do about what is missing. Exits 1 if something needed is broken.',
    )
    .addOption(dataOption())
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph doctor --data ~/data')
    .action(async (options: DoctorOptions) => {
      const { terminal } = session;
      const { examine } = await import('../doctor/index.js');
      const findings = await examine({
        store: storePath(options.store, terminal),
        ...(options.data ? { data: options.data } : {}),
        env: terminal.env,
      });
      const broken = findings.some(({ state }) => state === 'broken');
      session.exit(broken ? EXIT.wrongInput : EXIT.done);
      const { out } = terminal;
      if (options.json) {
        out.line(JSON.stringify({ ok: !broken, findings }, null, 2));
        return;
      }
      const { colours } = out;
      const signs = {
        good: colours.green('ok     '),
        missing: colours.yellow('missing'),
        broken: colours.red('broken '),
      };
      for (const { state, what, found, advice } of findings) {
        out.line(`${signs[state]}  ${what}: ${found}`);
        if (advice) out.line(`         ${colours.cyan(advice)}`);
      }
    });
}

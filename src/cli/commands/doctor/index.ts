import type { Command } from 'commander';
import { dataOption, storeOption, resolveStorePath } from '../../directory-options.js';
import { EXIT_CODES } from '../../user-error.js';
import type { CommandContext } from '../../command-context.js';

interface DoctorCommandOptions {
  data?: string;
  store?: string;
  json?: boolean;
}

export function addDoctorCommand(rootCommand: Command, context: CommandContext): void {
  rootCommand
    .command('doctor')
    .summary('look whether everything is in place')
    .description(
      'Looks at node, processor, engines, data, store and disk, and says what to do about what is missing. Exits 1 if something needed is broken.',
    )
    .addOption(dataOption())
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  lagraph doctor --data ~/data')
    .action(async (options: DoctorCommandOptions) => {
      const { terminal } = context;
      const { collectFindings } = await import('./collect-findings.js');
      const findings = await collectFindings({
        store: resolveStorePath(options.store, terminal),
        ...(options.data ? { data: options.data } : {}),
        env: terminal.env,
      });
      const broken = findings.some(({ state }) => state === 'broken');
      context.setExitCode(broken ? EXIT_CODES.wrongInput : EXIT_CODES.done);
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

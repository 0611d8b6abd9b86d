import { Argument, type Command } from 'commander';
import { stopOnSignals } from '../interrupt.js';
import { EXIT, Problem } from '../problem.js';
import type { Session } from '../program.js';

/** What can be brought: the others come with lagraph. */
const engineArgument = () => new Argument('<engine>', 'the engine').choices(['tensorflow']);

export function addEngines(program: Command, session: Session): void {
  const { terminal } = session;
  const engines = program
    .command('engines')
    .summary('list what can compute; bring or remove TensorFlow')
    .description(
      'Lists every engine: version, device, where its library lies, and what to do about one that is missing or broken. Each is tried: it computes something. Exits 1 if the default engine is broken.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  lagraph engines\n  lagraph engines add tensorflow')
    .action(async (options: { json?: boolean }) => {
      const { out } = terminal;
      const [{ enginesOnHand }, { enginesText }] = await Promise.all([
        import('../../runtime/index.js'),
        import('../engines-table.js'),
      ]);
      const found = await enginesOnHand();
      const broken = found.some(({ isDefault, state }) => isDefault && state !== 'ready');
      session.exit(broken ? EXIT.wrongInput : EXIT.done);
      out.line(options.json ? JSON.stringify(found, null, 2) : enginesText(found, out.colours));
    });

  engines
    .command('add')
    .summary('bring an engine that does not come with lagraph')
    .description(
      "Brings TensorFlow's library into lagraph's cache, from the wheel on PyPI, by pip where there is one: about 275 MB to download and 850 MB on disk, several gigabytes with --gpu. Nothing is compiled, and Python is not needed afterwards.",
    )
    .addArgument(engineArgument())
    .option('--gpu', 'with CUDA, for GPUs of NVIDIA (Linux)')
    .addHelpText('after', '\nExample:\n  lagraph engines add tensorflow')
    .action(async (_: string, options: { gpu?: boolean }) => {
      const [{ addTensorflow, EngineProblem }, { enginesText }] = await Promise.all([
        import('../../runtime/index.js'),
        import('../engines-table.js'),
      ]);
      const interrupt = stopOnSignals(terminal.err, 'Stopping.');
      try {
        const say = (line: string) => terminal.err.line(line);
        const { signal } = interrupt;
        const added = await addTensorflow({ gpu: options.gpu ?? false, say, env: terminal.env, signal });
        terminal.out.line(enginesText([added], terminal.out.colours));
      } catch (error) {
        if (error instanceof EngineProblem) throw new Problem(error.message, { exit: EXIT.failed });
        throw error;
      } finally {
        interrupt.release();
      }
    });

  engines
    .command('remove')
    .summary('take away what add brought')
    .addArgument(engineArgument())
    .addHelpText('after', '\nExample:\n  lagraph engines remove tensorflow')
    .action(async (engine: string) => {
      const [{ removeTensorflow }, { formatBytes }] = await Promise.all([
        import('../../runtime/index.js'),
        import('../../report/index.js'),
      ]);
      const bytes = await removeTensorflow();
      terminal.out.line(
        bytes === null
          ? `Nothing of ${engine} lies in lagraph's cache.`
          : `Removed ${engine} from lagraph's cache: ${formatBytes(bytes)}.`,
      );
    });
}

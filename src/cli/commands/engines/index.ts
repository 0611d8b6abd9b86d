import { Argument, type Command } from 'commander';
import { stopOnSignals } from '../../interrupt.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { LibraryEngineName } from '../../../runtime/index.js';
import type { CommandContext } from '../../command-context.js';

/** Engines that can be installed; the others come with lagraph. */
const engineArgument = () =>
  new Argument('<engine>', 'the engine').choices(['onednn', 'tensorflow', 'webgpu']);

export function addEnginesCommand(rootCommand: Command, context: CommandContext): void {
  const { terminal } = context;
  const engines = rootCommand
    .command('engines')
    .summary('list what can compute; bring or remove their libraries')
    .description(
      'Lists every engine: version, device, where its library lies, and what to do about one that is missing or broken. Each is tried: it computes something. Exits 1 if the default engine is broken.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  lagraph engines\n  lagraph engines add onednn')
    .action(async (options: { json?: boolean }) => {
      const { out } = terminal;
      const [{ probeAllEngines }, { engineListText }] = await Promise.all([
        import('../../../runtime/index.js'),
        import('./engine-list.js'),
      ]);
      const found = await probeAllEngines();
      const broken = found.some(({ isDefault, state }) => isDefault && state !== 'ready');
      context.setExitCode(broken ? EXIT_CODES.wrongInput : EXIT_CODES.done);
      out.line(options.json ? JSON.stringify(found, null, 2) : engineListText(found, out.colours));
    });

  engines
    .command('add')
    .summary('bring an engine that does not come with lagraph')
    .description(
      "Brings an engine's library into lagraph's cache. onednn: from Maven Central (or the mirror that LAGRAPH_MAVEN_REPOSITORY names), 27 MB to download and 90 MB on disk, Apache-2.0. tensorflow: from the wheel on PyPI, by pip where there is one, about 275 MB to download and 850 MB on disk, several gigabytes with --gpu. webgpu: from the npm registry that npm is set to, 54 MB to download and 22 MB on disk, MIT, BSD-3-Clause and Apache-2.0. Nothing is compiled, and neither Java nor Python is needed afterwards.",
    )
    .addArgument(engineArgument())
    .option('--gpu', 'TensorFlow with CUDA, for GPUs of NVIDIA (Linux)')
    .addHelpText('after', '\nExamples:\n  lagraph engines add onednn\n  lagraph engines add tensorflow')
    .action(async (engine: LibraryEngineName, options: { gpu?: boolean }) => {
      const [{ addEngine, EngineSetupError }, { engineListText }] = await Promise.all([
        import('../../../runtime/index.js'),
        import('./engine-list.js'),
      ]);
      const interrupt = stopOnSignals(terminal.err, 'Stopping.');
      try {
        const say = (line: string) => terminal.err.line(line);
        const { signal } = interrupt;
        const { gpu = false } = options;
        const added = await addEngine(engine, { gpu, say, env: terminal.env, signal });
        terminal.out.line(engineListText([added], terminal.out.colours));
      } catch (error) {
        if (error instanceof EngineSetupError)
          throw new UserError(error.message, { exit: EXIT_CODES.failed });
        throw error;
      } finally {
        interrupt.release();
      }
    });

  engines
    .command('remove')
    .summary('take away what add brought')
    .addArgument(engineArgument())
    .addHelpText('after', '\nExample:\n  lagraph engines remove onednn')
    .action(async (engine: LibraryEngineName) => {
      const [{ removeEngine }, { formatBytes }] = await Promise.all([
        import('../../../runtime/index.js'),
        import('../../../report/index.js'),
      ]);
      const bytes = await removeEngine(engine);
      terminal.out.line(
        bytes === null
          ? `Nothing of ${engine} lies in lagraph's cache.`
          : `Removed ${engine} from lagraph's cache: ${formatBytes(bytes)}.`,
      );
    });
}

/** A library that ends its process by a signal, as faults of native code do: the phase goes on with another engine. */
import { mkdtemp, readdir, readFile, rm, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { compileCrashingLibrary, noCompiler } from '../support/compile-library.js';
import { foundOnednn } from '../support/find-onednn.js';
import { found } from '../support/find-tensorflow.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: crashing
seed: 3
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 16, activation: relu}}, {Dropout: 0.2}, {Dense: {units: 10, activation: softmax}}]
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 6, steps_per_epoch: 100, batch_size: 32}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.003}
`;

const engines = [
  {
    engine: 'tensorflow',
    variable: 'LAGRAPH_TENSORFLOW',
    library: found?.path,
    symbol: 'TF_SessionRun',
    // One for a step; a session is also run to write the state, and to read it.
    calls: 150,
  },
  {
    engine: 'onednn',
    variable: 'LAGRAPH_ONEDNN',
    library: foundOnednn?.path,
    symbol: 'dnnl_primitive_execute',
    calls: 1500,
  },
];

let folder = '';
const run = (store: string, env: Record<string, string>, ...args: string[]) =>
  lagraph(['run', 'crashing.yaml', '--store', store, '--json', ...args], { cwd: folder, env });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-crash-'));
  await writeFile(join(folder, 'crashing.yaml'), graph);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(engines)('the engine $engine', ({ engine, variable, library, symbol, calls }) => {
  const none = { LAGRAPH_ONEDNN: 'none', LAGRAPH_TENSORFLOW: 'none' };
  const whole = { ...none, [variable]: library ?? '' };
  const missing = noCompiler || library === undefined;
  const begun = `begun-by-${engine}`;

  /** The library with a fault that shows in the second epoch after a start. */
  const faulty = async (signal: string, after = calls) => {
    const own = await mkdtemp(join(folder, 'library-'));
    const crashing = await compileCrashingLibrary(own, { library: library!, symbol, calls: after, signal });
    return { ...none, [variable]: crashing };
  };

  beforeAll(async () => {
    if (missing) return;
    // Begun by the engine, so that it goes on without a measurement.
    const { child, finished } = start(
      ['run', 'crashing.yaml', '--store', begun, '--json', '--engine', engine],
      { cwd: folder, env: whole },
    );
    const mark = '"event":"epoch"';
    let out = '';
    child.stdout!.on('data', (text: string) => {
      const before = out;
      out += text;
      if (out.includes(mark) && !before.includes(mark)) child.kill('SIGINT');
    });
    expect((await finished).code).toBe(130);
  }, 300_000);

  it.skipIf(missing).each(['SIGSEGV', 'SIGFPE'])(
    'that ends by %s is followed by onnx, from its last checkpoint',
    async (signal) => {
      const store = `after-${engine}-${signal}`;
      await cp(join(folder, begun), join(folder, store), { recursive: true });
      const { code, out, err } = await run(store, await faulty(signal));
      expect(code, out + err).toBe(0);
      const told = events(out);
      const begins = told.flatMap((event) => (event.event === 'begin' ? [event.fromEpoch] : []));
      expect(begins).toHaveLength(2);
      // It went on after what the crashed process had finished.
      expect(begins[1]).toBeGreaterThan(begins[0]!);
      expect(told.flatMap((event) => (event.event === 'notice' ? [event.message] : []))).toContain(
        `the engine ${engine} crashed (${signal}): onnx goes on from its last checkpoint`,
      );
      expect(told.find(({ event }) => event === 'phase')).toMatchObject({ status: 'resumed', epochs: 6 });
      const objects = await readdir(join(folder, store, 'objects'), { recursive: true });
      expect(objects.some((name) => name.endsWith(`.${engine}+onnx`))).toBe(true);
      const [record] = await readdir(join(folder, store, 'runs')).then((names) => names.slice(-1));
      const manifest = JSON.parse(
        await readFile(join(folder, store, 'runs', record!, 'manifest.json'), 'utf8'),
      ) as { status: string; phases: object[] };
      expect(manifest).toMatchObject({
        status: 'done',
        phases: [{ engines: [engine, 'onnx'], crashes: [{ engine, how: signal }] }],
      });
    },
    300_000,
  );

  it.skipIf(missing || engine !== 'onednn')(
    'that crashes in the same step again is told of with the operation',
    async () => {
      const store = `again-${engine}`;
      await cp(join(folder, begun), join(folder, store), { recursive: true });
      const { code, out, err } = await run(store, await faulty('SIGSEGV', 20));
      expect(code, out + err).toBe(0);
      const notices = events(out).flatMap((event) => (event.event === 'notice' ? [event.message] : []));
      expect(notices.join('\n')).toMatch(
        /the engine onednn crashed \(SIGSEGV in \w+ of \S+ \(.+\)\): onnx goes on from its last checkpoint/,
      );
    },
    300_000,
  );

  it.skipIf(missing)(
    'that can no longer be loaded is followed by onnx too',
    async () => {
      const store = `broken-${engine}`;
      await cp(join(folder, begun), join(folder, store), { recursive: true });
      const own = await mkdtemp(join(folder, 'library-'));
      const broken = join(own, basename(library!));
      await writeFile(broken, 'no library');
      const { code, out, err } = await run(store, { ...none, [variable]: broken });
      expect(code, out + err).toBe(0);
      const notices = events(out).flatMap((event) => (event.event === 'notice' ? [event.message] : []));
      expect(notices.join('\n')).toContain(`the engine ${engine} can't be used, so onnx goes on: ${broken}`);
    },
    300_000,
  );

  it.skipIf(missing)(
    'that was named is not replaced, and what would be is said',
    async () => {
      const store = `named-${engine}`;
      await cp(join(folder, begun), join(folder, store), { recursive: true });
      const { code, out } = await run(store, await faulty('SIGSEGV'), '--engine', engine);
      expect(code).toBe(3);
      const failed = events(out).find(({ event }) => event === 'failed');
      expect(failed).toMatchObject({ phase: 'read' });
      expect((failed as { message: string }).message).toMatch(
        /crashed: it was ended by SIGSEGV\..*Without --engine, onnx goes on from its last checkpoint\./s,
      );
    },
    300_000,
  );
});

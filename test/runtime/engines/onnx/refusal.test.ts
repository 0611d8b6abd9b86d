/** onnxruntime rejects the form of a step with NCHWc kernels. */
import { describe, expect, it } from 'vitest';
import type { StepProgram } from '../../../../src/runtime/capture/index.js';
import type { Engine } from '../../../../src/runtime/engines/index.js';
import { StepError } from '../../../../src/runtime/engine-errors/step-error.js';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { selfTestBlockedKernels } from '../../../../src/runtime/engines/onnx/blocked-kernel-self-test.js';
import {
  detectNchwcBlockSize,
  createOrtSession,
  TESTED_ONNXRUNTIME_VERSION,
  type CreateOrtSession,
} from '../../../../src/runtime/engines/onnx/onnxruntime-session.js';
import { verifiedNchwcBlockSize } from '../../../../src/runtime/engines/onnx/verified-nchwc-block-size.js';
import { givenFor, stepOf, type Chain } from '../layer-chains.js';
import { expectClose } from './expect-close.js';

const chain = (batch: number): Chain => ({
  input: [8, 8, 3],
  batch,
  layers: [
    ['Conv2D', { filters: 16, kernel_size: 3, padding: 'same' }],
    ['LeakyReLU'],
    ['MaxPooling2D'],
    ['Conv2D', { filters: 16, kernel_size: 3, padding: 'same', activation: 'relu' }],
    ['Flatten'],
    ['Dense', { units: 4 }],
  ],
});

/** Every model imports the NCHWc domain; models that use it name it again in each such node. */
function usesBlocks(model: Uint8Array): boolean {
  const text = Buffer.from(model).toString('latin1');
  return text.split('com.microsoft.nchwc').length > 2;
}

interface Refusing {
  create: CreateOrtSession;
  /** Requested models, by whether they use NCHWc kernels. */
  asked: ('blocked' | 'plain')[];
}

/** onnxruntime, except that `refuses` says which models it rejects, when loading or when running them. */
function refusing(when: 'load' | 'run', refuses: (blocked: boolean, number: number) => boolean): Refusing {
  const asked: Refusing['asked'] = [];
  return {
    asked,
    async create(model, threads) {
      const blocked = usesBlocks(model);
      const refused = refuses(blocked, asked.push(blocked ? 'blocked' : 'plain'));
      const why = `no kernel for ${blocked ? 'blocks' : 'planes'}`;
      if (refused && when === 'load') throw new Error(why);
      const session = await createOrtSession(model, threads);
      if (!refused) return session;
      return {
        ...session,
        release: () => session.release(),
        run: () => Promise.reject(new Error(why)),
      };
    },
  };
}

const program = stepOf(chain(2));

async function train(engine: Engine, programs: readonly StepProgram[], notices: string[] = []) {
  const session = await engine.open({ threads: 1, notice: (message) => notices.push(message) });
  try {
    await session.write(givenFor(program, chain(2)).state);
    const losses: number[] = [];
    const prepared = [];
    for (const step of programs) prepared.push(await session.prepare(step));
    for (let round = 0; round < 2; round++) {
      for (const [at, step] of programs.entries()) {
        const { feeds } = givenFor(step, chain(step.batchSize));
        losses.push((await prepared[at]!.run(feeds(round))).loss?.[0] as number);
      }
    }
    return { losses, state: await session.read() };
  } finally {
    await session.close();
  }
}

async function same(is: Awaited<ReturnType<typeof train>>, programs: readonly StepProgram[]) {
  const should = await train(onnxEngine({ images: 'plain' }), programs);
  expectClose(is.losses, should.losses);
  for (const [name, { shape, data }] of should.state) {
    expect(is.state.get(name)?.shape).toEqual(shape);
    expectClose(is.state.get(name)?.data, data, 1e-4);
  }
}

const blocks = (await detectNchwcBlockSize()) > 0;

describe.runIf(blocks)('a step whose blocked form is refused', () => {
  it.each(['load', 'run'] as const)(
    'when it is to %s goes on in the plain form, which is said once',
    async (when) => {
      const { create, asked } = refusing(when, (blocked) => blocked);
      const notices: string[] = [];
      await same(await train(onnxEngine({ create }), [program], notices), [program]);
      expect(asked).toEqual(['blocked', 'plain']);
      expect(notices).toEqual([expect.stringMatching(/plain one, which is slower: no kernel for blocks$/)]);
      expect(notices[0]).toContain(program.name);
    },
  );

  it.each(['load', 'run'] as const)(
    'when it is to %s takes states as another step holds them, and both go on',
    async (when) => {
      const programs = [program, stepOf(chain(3))];
      const { create } = refusing(when, (_, number) => number === 2);
      const notices: string[] = [];
      await same(await train(onnxEngine({ create }), programs, notices), programs);
      expect(notices).toHaveLength(1);
    },
  );

  it.each(['load', 'run'] as const)(
    'in the plain form as well, when it is to %s, fails with both reasons',
    async (when) => {
      const { create, asked } = refusing(when, () => true);
      const notices: string[] = [];
      await expect(train(onnxEngine({ create }), [program], notices)).rejects.toThrow(
        /refuses both forms.*no kernel for blocks.*no kernel for planes/,
      );
      expect(asked).toEqual(['blocked', 'plain']);
    },
  );

  it('is not tried again for a mistake that is not onnxruntime’s', async () => {
    const { create, asked } = refusing('load', () => false);
    const session = await onnxEngine({ create }).open({ threads: 1 });
    try {
      const prepared = await session.prepare(program);
      await expect(prepared.run({})).rejects.toThrow(/was not fed/);
      await expect(prepared.run(givenFor(program, chain(2)).feeds(0))).rejects.toThrow(/was never written/);
      expect(asked).toEqual(['blocked']);
    } finally {
      await session.close();
    }
  });

  it('is not tried again after it has run', async () => {
    let broken = false;
    const create: CreateOrtSession = async (model, threads) => {
      const session = await createOrtSession(model, threads);
      return {
        release: () => session.release(),
        run: (...ports) => (broken ? Promise.reject(new Error('out of memory')) : session.run(...ports)),
      };
    };
    const notices: string[] = [];
    const session = await onnxEngine({ create }).open({
      threads: 1,
      notice: (message) => notices.push(message),
    });
    try {
      const { state, feeds } = givenFor(program, chain(2));
      await session.write(state);
      const prepared = await session.prepare(program);
      await prepared.run(feeds(0));
      broken = true;
      await expect(prepared.run(feeds(1))).rejects.toThrow(/out of memory/);
      expect(notices).toEqual([]);
    } finally {
      await session.close();
    }
  });
});

describe('a step that finds no memory', () => {
  const words =
    "Non-zero status code returned while running Conv node. Name:'gradient/encoder/conv2d_1#17' Status Message: " +
    'bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 385351680000';

  it.each(['load', 'run'])(
    'when it is to %s is no matter of its form, and its layer is told',
    async (when) => {
      const asked: unknown[] = [];
      const create: CreateOrtSession = async (model, threads) => {
        asked.push(model);
        if (when === 'load') throw new Error(words);
        const session = await createOrtSession(model, threads);
        return { release: () => session.release(), run: () => Promise.reject(new Error(words)) };
      };
      const failed = await train(onnxEngine({ create }), [program]).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(StepError);
      expect(failed).toMatchObject({ scope: 'gradient/encoder/conv2d_1', outOfMemory: true });
      expect(asked).toHaveLength(1);
    },
  );
});

describe('the plain form alone', () => {
  it('has no other to fall back on', async () => {
    const { create, asked } = refusing('load', () => true);
    await expect(train(onnxEngine({ images: 'plain', create }), [program])).rejects.toThrow(
      /refuses the step: no kernel for planes/,
    );
    expect(asked).toEqual(['plain']);
  });
});

describe.runIf(blocks)('blocked kernels of another version', () => {
  const unexpected = () => expect.fail('there is nothing to say');

  it('are used where a small step comes out as it does without them', async () => {
    expect(await verifiedNchwcBlockSize(unexpected, { version: '0.0.1' })).toBe(await detectNchwcBlockSize());
    expect(await selfTestBlockedKernels(await detectNchwcBlockSize(), createOrtSession)).toBeNull();
  });

  it('are left alone where it does not, and that is said', async () => {
    /** Sums that are a little too large. */
    const create: CreateOrtSession = async (model, threads) => {
      const session = await createOrtSession(model, threads);
      const off = usesBlocks(model) ? 1.01 : 1;
      return {
        release: () => session.release(),
        async run(inputs, outputs) {
          await session.run(inputs, outputs);
          for (const { data } of Object.values(outputs)) {
            (data as Float32Array).forEach((one, at) => (data[at] = one * off));
          }
        },
      };
    };
    const notices: string[] = [];
    const notice = (message: string) => notices.push(message);
    expect(await verifiedNchwcBlockSize(notice, { version: '0.0.1', create })).toBe(0);
    expect(notices).toEqual([expect.stringMatching(/onnxruntime-node 0\.0\.1 .*values, .* differ/)]);
    expect(notices[0]).toContain(`tested with onnxruntime-node ${TESTED_ONNXRUNTIME_VERSION}`);
  });

  it('are left alone where they do not load', async () => {
    const notices: string[] = [];
    const { create } = refusing('load', (blocked) => blocked);
    expect(
      await verifiedNchwcBlockSize((message) => notices.push(message), { version: '0.0.1', create }),
    ).toBe(0);
    expect(notices).toEqual([expect.stringContaining('(no kernel for blocks)')]);
  });
});

import { describe, expect, it } from 'vitest';
import { load } from './import-bench-module.js';

const { peersOf, pythonOf } = await load<{
  pythonOf(name: string, named?: string, env?: Record<string, string>): string | null;
  peersOf(
    names: string[],
    named: Record<string, string>,
    find?: (name: string, named?: string) => string | null,
  ): { peers: { name: string; python: string; script: string; args: string[] }[]; notices: string[] };
}>('peers.mjs');

/** Any existing file. */
const there = process.execPath;

describe('a Python', () => {
  it('is what the command says, before what the variable says', () => {
    expect(pythonOf('keras', there, { LAGRAPH_KERAS_PYTHON: 'other' })).toBe(there);
    expect(pythonOf('torch', undefined, { LAGRAPH_TORCH_PYTHON: 'python3' })).toBe('python3');
  });

  it('that is named must be there', () => {
    expect(() => pythonOf('keras', 'no/such/python', {})).toThrow('--keras: there is no no/such/python');
    expect(() => pythonOf('torch', undefined, { LAGRAPH_TORCH_PYTHON: './nowhere' })).toThrow(
      'LAGRAPH_TORCH_PYTHON: there is no ./nowhere',
    );
  });
});

describe('peers', () => {
  it('of one environment share its Python', () => {
    const { peers, notices } = peersOf(['torch', 'torch_channels_last'], { torch: there });
    expect(notices).toEqual([]);
    expect(peers).toMatchObject([
      { name: 'torch', python: there, script: 'torch_steps.py', args: [] },
      { name: 'torch_channels_last', python: there, script: 'torch_steps.py', args: ['channels_last'] },
    ]);
  });

  it('without an environment are left out, which is said once with the command that makes it', () => {
    const { peers, notices } = peersOf(['keras', 'torch', 'torch_channels_last'], {}, (name) =>
      name === 'keras' ? there : null,
    );
    expect(peers.map(({ name }) => name)).toEqual(['keras']);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('`npm run bench:setup -- torch`');
  });
});

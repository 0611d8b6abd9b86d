/** ONNX models as PyTorch exports them (test/keras/onnx_models.py): imported networks compute what they computed there. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importModel } from '../../src/cli/commands/import/import-model.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { pathsFrom, withWeights } from '../../src/cli/weight-reader.js';
import { checkGraph } from '../../src/compiler/index.js';
import { renderText } from '../../src/diagnostics/index.js';
import { loadedOutputs, type Plain } from '../support/loaded-outputs.js';

const models = fileURLToPath(new URL('../keras/onnx-models/', import.meta.url));
const expected = JSON.parse(await readFile(join(models, 'expected.json'), 'utf8')) as Record<
  string,
  { input: Plain; outputs: Plain[] }
>;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-onnx-'));
  await cp(models, folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const silent = { write: () => undefined, line: () => undefined };
const imported = (file: string, output: string) =>
  importModel(file, { output }, { cwd: folder, out: silent, err: silent } as unknown as Terminal);

describe('ONNX models', () => {
  it.each(Object.entries(expected))('%s', async (file, { input, outputs }) => {
    const graph = file.replace('.onnx', '.yaml');
    await imported(file, graph);
    const text = await readFile(join(folder, graph), 'utf8');
    const { program, diagnostics, sources } = await withWeights(
      (readWeights) => checkGraph(text, join(folder, graph), { overrides: [], readWeights }),
      pathsFrom('/'),
    );
    expect(renderText(diagnostics, sources)).toBe('');
    const [network] = program!.networks;
    const around = { store: join(folder, `${file}-store`), base: folder };
    const values = await loadedOutputs(program!, network!.name, input, around);
    expect(values.map(({ length }) => length)).toEqual(outputs.map(({ data }) => data.length));
    outputs.forEach(({ data }, at) => {
      const largest = Math.max(...data.map(Math.abs));
      values[at]!.forEach((value, place) => {
        expect(Math.abs(value - data[place]!)).toBeLessThan(1e-5 * largest);
      });
    });
  });

  it('with operators that the language has no layer for are refused, all of them by name', async () => {
    const refused = await imported('refused.onnx', 'refused.yaml').catch((error: Error) => error.message);
    expect(refused).toContain('(Clip): but from 0 to a number');
    expect(refused).toContain('(HardSwish)');
    await expect(readFile(join(folder, 'refused.yaml'))).rejects.toThrow();
  });
});

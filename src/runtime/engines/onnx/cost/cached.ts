/** The cost table of this machine: measured when it is first asked for, and found in the cache from then on. */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../../../cache-directory.js';
import { seal, unseal, writeWhole } from '../../../store/index.js';
import { processor } from '../../processor.js';
import { ortVersion } from '../runtime.js';
import { measureRates } from './measure.js';
import { builtInTable, rateNames, type CostTable } from './table.js';

/** Counted up when what is measured changes. */
const FORMAT = 1;

/** What the rates depend on. */
interface Machine {
  format: number;
  onnxruntime: string;
  processor: string;
  instructions: string;
  block: number;
}

const thisMachine = (block: number): Machine => ({
  format: FORMAT,
  onnxruntime: ortVersion(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  instructions: processor(),
  block,
});

export interface CostOptions {
  /** lagraph's cache directory; the platform's own by default. */
  directory?: string;
  /** Measures; onnxruntime, if nothing else is put in its place. */
  measure?: (block: number) => Promise<CostTable['rates']>;
}

/** The file of a machine's table. */
export function costFile(block: number, directory = cacheDirectory()): string {
  const { onnxruntime, processor: model, instructions } = thisMachine(block);
  const words = ['onnxruntime', onnxruntime, model, instructions, `block-${block}`].join(' ');
  return join(directory, 'costs', `${words.toLowerCase().replace(/[^a-z0-9.]+/g, '-')}.json`);
}

const known = new Map<number, Promise<CostTable>>();

/**
 * Rates of this machine, from the cache or measured (in less than a second). Where neither can be done, those of
 * another. A machine whose cache can't be written measures in each process.
 *
 * @param block channels in a block of onnxruntime's blocked kernels, 0 for none
 */
export function costTable(block: number, options?: CostOptions): Promise<CostTable> {
  if (options) return find(block, options);
  const table = known.get(block) ?? find(block, {});
  known.set(block, table);
  return table;
}

async function find(block: number, options: CostOptions): Promise<CostTable> {
  const { measure = measureRates } = options;
  const path = costFile(block, options.directory);
  const machine = thisMachine(block);
  const cached = await readRates(path, machine);
  if (cached) return { origin: 'cached', block, rates: cached };
  let rates: CostTable['rates'];
  try {
    rates = await measure(block);
  } catch {
    return builtInTable(block);
  }
  if (!areRates(rates, block)) return builtInTable(block);
  await writeWhole(path, seal({ ...machine, rates })).catch(() => undefined);
  return { origin: 'measured', block, rates };
}

/** Null where there is no file, or a broken one, or one of another machine or version. */
async function readRates(path: string, machine: Machine): Promise<CostTable['rates'] | null> {
  try {
    const { rates, ...from } = unseal(await readFile(path)) as Machine & Pick<CostTable, 'rates'>;
    const same = (Object.keys(machine) as (keyof Machine)[]).every((key) => from[key] === machine[key]);
    return same && areRates(rates, machine.block) ? rates : null;
  } catch {
    return null;
  }
}

/** Whether all rates are there that a table with this block size has, each a number above 0. */
function areRates(rates: unknown, block: number): rates is CostTable['rates'] {
  if (typeof rates !== 'object' || rates === null) return false;
  const wanted = Object.keys(builtInTable(block).rates);
  return (
    Object.keys(rates).every((name) => (rateNames as readonly string[]).includes(name)) &&
    wanted.every((name) => {
      const rate = (rates as Record<string, unknown>)[name];
      return typeof rate === 'number' && Number.isFinite(rate) && rate > 0;
    })
  );
}

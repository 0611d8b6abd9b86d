/** The cost table of this machine: measured on first use, then read from the cache. */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../../../store/index.js';
import { encodeChecksummedJson, decodeChecksummedJson, writeFileAtomically } from '../../../store/index.js';
import { instructionSet } from '../../instruction-sets.js';
import { ortVersion } from '../onnxruntime-session.js';
import { measureRates } from './measure-rates.js';
import { builtInCostTable, rateNames, type CostTable } from './cost-table.js';

/** Version of the benchmarks; increment it when they change. */
const FORMAT = 1;

/** What the rates depend on. */
interface MachineFingerprint {
  format: number;
  onnxruntime: string;
  processor: string;
  instructions: string;
  block: number;
}

const machineFingerprint = (blockSize: number): MachineFingerprint => ({
  format: FORMAT,
  onnxruntime: ortVersion(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  instructions: instructionSet(),
  block: blockSize,
});

export interface CostTableOptions {
  /** lagraph's cache directory; the platform's own by default. */
  directory?: string;
  /** Measures the rates; with onnxruntime by default. */
  measure?: (block: number) => Promise<CostTable['rates']>;
}

/** The cache file of this machine's table. */
export function costTablePath(blockSize: number, directory = cacheDirectory()): string {
  const { onnxruntime, processor: model, instructions } = machineFingerprint(blockSize);
  const label = ['onnxruntime', onnxruntime, model, instructions, `block-${blockSize}`].join(' ');
  return join(directory, 'costs', `${label.toLowerCase().replace(/[^a-z0-9.]+/g, '-')}.json`);
}

const loadedTables = new Map<number, Promise<CostTable>>();

/**
 * Rates of this machine from the cache, or measured (in less than a second) and cached; built-in ones if neither
 * works. With an unwritable cache each process measures.
 *
 * @param blockSize channels in a block of onnxruntime's NCHWc kernels, 0 for none
 */
export function loadCostTable(blockSize: number, options?: CostTableOptions): Promise<CostTable> {
  if (options) return findCostTable(blockSize, options);
  const table = loadedTables.get(blockSize) ?? findCostTable(blockSize, {});
  loadedTables.set(blockSize, table);
  return table;
}

async function findCostTable(blockSize: number, options: CostTableOptions): Promise<CostTable> {
  const { measure = measureRates } = options;
  const path = costTablePath(blockSize, options.directory);
  const machine = machineFingerprint(blockSize);
  const cached = await readRates(path, machine);
  if (cached) return { origin: 'cached', block: blockSize, rates: cached };
  let rates: CostTable['rates'];
  try {
    rates = await measure(blockSize);
  } catch {
    return builtInCostTable(blockSize);
  }
  if (!areValidRates(rates, blockSize)) return builtInCostTable(blockSize);
  await writeFileAtomically(path, encodeChecksummedJson({ ...machine, rates })).catch(() => undefined);
  return { origin: 'measured', block: blockSize, rates };
}

/** Null if the file is missing, corrupt, or of another machine or version. */
async function readRates(path: string, machine: MachineFingerprint): Promise<CostTable['rates'] | null> {
  try {
    const { rates, ...from } = decodeChecksummedJson(await readFile(path)) as MachineFingerprint &
      Pick<CostTable, 'rates'>;
    const same = (Object.keys(machine) as (keyof MachineFingerprint)[]).every(
      (key) => from[key] === machine[key],
    );
    return same && areValidRates(rates, machine.block) ? rates : null;
  } catch {
    return null;
  }
}

/** Whether it has all rates of a table with this block size, each a positive number. */
function areValidRates(rates: unknown, blockSize: number): rates is CostTable['rates'] {
  if (typeof rates !== 'object' || rates === null) return false;
  const wanted = Object.keys(builtInCostTable(blockSize).rates);
  return (
    Object.keys(rates).every((name) => (rateNames as readonly string[]).includes(name)) &&
    wanted.every((name) => {
      const rate = (rates as Record<string, unknown>)[name];
      return typeof rate === 'number' && Number.isFinite(rate) && rate > 0;
    })
  );
}

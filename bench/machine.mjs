import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures of a sitting were measured on. `cores` are those that this process may use. */
export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memory_gib: Number((totalmem() / 2 ** 30).toFixed(1)),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
});

import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine of the benchmark. `cores` are those available to this process. */
export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memory_gib: Number((totalmem() / 2 ** 30).toFixed(1)),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
});

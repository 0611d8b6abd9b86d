/** How much of the machine other programs use. */
import { cpus } from 'node:os';

/** Milliseconds that all cores together have computed. */
function busyTime(): number {
  let sum = 0;
  for (const { times } of cpus()) sum += times.user + times.nice + times.sys + times.irq;
  return sum;
}

/** Begins to watch; the function that is returned says how many cores other programs have kept busy since, on average. */
export function watchOtherPrograms(): () => number {
  const begun = performance.now();
  const busy = busyTime();
  const own = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const others = busyTime() - busy - (user + system) / 1000;
    return Math.max(0, others / (performance.now() - begun));
  };
}

/** Options of all sessions, in the form of onnxruntime-common's `SessionOptions`. */
export const sessionOptions = (threads: number) => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential' as const,
  enableCpuMemArena: true,
  // The memory pattern optimization takes 25 to 33 % more memory here and saves no time.
  enableMemPattern: false,
  // Warnings of its graph optimizers are of no use to the user.
  logSeverityLevel: 3 as const,
  extra: { session: { intra_op: { allow_spinning: '1' } } },
});

/** An engine's library is missing or does not work on this machine. The message tells users what to do. */
export class EngineUnavailableError extends Error {}

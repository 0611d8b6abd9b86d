/** An engine's library is not there, or does not work on this machine. The message is for people, and says what to do. */
export class EngineUnavailableError extends Error {}

/** There is no such run, or it lacks what was requested. The message is for users. */
export class RunNotFoundError extends Error {}

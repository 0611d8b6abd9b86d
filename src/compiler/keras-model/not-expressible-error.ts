/** Thrown where a graph has no form as a model of Keras. Caught in this folder's entry point. */
export class NotExpressibleError extends Error {}

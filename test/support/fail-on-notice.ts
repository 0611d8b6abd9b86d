/** Fails the test on any notice of an engine: a rejected form that is silently replaced must not pass. */
export const noNotice = (message: string): never => {
  throw new Error(message);
};

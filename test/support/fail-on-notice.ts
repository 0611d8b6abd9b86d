/** For engines that have nothing to say in a test: a form that was refused and quietly replaced must not pass. */
export const noNotice = (message: string): never => {
  throw new Error(message);
};

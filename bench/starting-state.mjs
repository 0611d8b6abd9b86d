/**
 * A function that gives the state of a phase before its first step: weights, slots and counters.
 *
 * @param library `{declareState, initialWeights, shapeSize}` of a built lagraph
 */
export const startingStateIn =
  ({ declareState, initialWeights, shapeSize }) =>
  (program, phase) => {
    const state = new Map(phase.networks.flatMap(({ name }) => [...initialWeights(program, name)]));
    for (const { name, shape, start } of declareState(program, phase))
      if (!state.has(name)) state.set(name, { shape, data: new Float32Array(shapeSize(shape)).fill(start) });
    return state;
  };

export { hoistFrozenCalls, networksChangedBy, type HoistedWires } from './hoist-frozen-calls.js';

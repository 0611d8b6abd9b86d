import { defineAdaptivePooling } from './define-adaptive-pooling.js';

export const adaptivePooling = ([1, 2, 3] as const).flatMap((dimensions) => [
  defineAdaptivePooling('Average', dimensions),
  defineAdaptivePooling('Max', dimensions),
]);

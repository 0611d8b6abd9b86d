export const NO_DIFFERENCE = 'no difference in meaning';

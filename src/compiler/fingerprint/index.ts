export { canonicalHash, canonicalJson } from './canonical-json.js';
export { networkFingerprint } from './network-form.js';
export { dataStepWithoutRanges, withoutPlaces } from './without-ranges.js';
export { createFingerprinter, type UnhashedPhase } from './phase-fingerprint.js';
export { valuesFingerprint, type ValuesFingerprint } from './values-fingerprint.js';

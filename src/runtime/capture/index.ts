export type * from './step-program.js';
export { capture, type CaptureResult, type CaptureTools } from './capture.js';
export { onBackend } from './switch.js';

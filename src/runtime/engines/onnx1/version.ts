import { createRequire } from 'node:module';

/** The version of onnxruntime that is installed; package.json pins it. */
export const ORT_VERSION = (
  createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }
).version;

/** The page of a run while it goes on: what its folder says, served on loopback. */
export { addressFile, readAddress, saveAddress, type LiveAddress } from './address-file.js';
export { followRun, type FollowedRun } from './follow-run.js';
export { startLiveServer, type LiveServer, type LiveServerOptions } from './live-server.js';
export { createProgressFile } from './progress-file.js';

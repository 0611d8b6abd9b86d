/**
 * The device that an engine computes on is gone: its driver was reset, or it was taken away. Another process may get it again;
 * this one can't.
 */
export class DeviceLostError extends Error {}

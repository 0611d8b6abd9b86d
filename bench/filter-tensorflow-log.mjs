/**
 * TensorFlow prints start-up log lines to standard error before any setting takes effect. They are dropped, errors
 * are passed on.
 */
import { createInterface } from 'node:readline';

const CHATTER = [
  // absl's log lines of level info and warning: `I0000 00:00:1712.34 6054 port.cc:153] ...`
  /^[IW]\d{4} \d\d:\d\d:[\d.]+\s+\d+ \S+:\d+\] /,
  // The format of older versions: `2026-01-02 03:04:05.678: I tensorflow/core/...`
  /^\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IW] \S+:\d+\] /,
  /^WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR$/,
  // Second line of the message about the processor's instructions.
  /^To enable the following instructions: .*rebuild TensorFlow with the appropriate compiler flags\.$/,
];

export const isChatter = (line) => CHATTER.some((pattern) => pattern.test(line));

/** Copies a stream's lines to standard error, without those log lines. */
export function passErrors(stream) {
  createInterface({ input: stream }).on('line', (line) => {
    if (!isChatter(line)) process.stderr.write(`${line}\n`);
  });
}

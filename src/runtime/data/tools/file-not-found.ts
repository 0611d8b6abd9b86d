import { basename, join } from 'node:path';
import type { SourceAttempt } from '../../download/index.js';
import type { FileRequest, FileSearchPaths } from './file-request.js';
import { SourceUnavailableError } from './source-unavailable.js';

/** The message for a missing file: where it was searched, and what to do. */
export function fileNotFoundError(
  request: FileRequest,
  places: FileSearchPaths,
  attempts: readonly SourceAttempt[],
): SourceUnavailableError {
  const name = request.names[0]!;
  const tried = attempts.map(({ place, outcome }) => `  - ${place}: ${outcome}`);
  const target = join(places.directory ?? 'DIR', name);
  const help = [
    ...(request.advice === undefined ? [] : [request.advice]),
    ...(request.npm || request.urls
      ? [`Or put the file at ${target}${places.directory === undefined ? ' and say --data DIR' : ''}.`]
      : [
          'Check the path: it is taken from the data directory (--data DIR), then from the folder of the graph.',
        ]),
  ];
  return new SourceUnavailableError(
    [`${basename(name)} could not be found. Tried:`, ...tried, ...help].join('\n'),
  );
}

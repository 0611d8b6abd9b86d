/** TensorBoard's event files: TFRecords of Event messages, appended one after the other. */
import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { proto } from './generated/index.js';
import { tfRecord } from './tf-record.js';

export type Event = proto.Event.$Properties;
export type SummaryValue = proto.Summary.Value.$Properties;

let files = 0;

/** Events for one run of TensorBoard's, which is a folder. The file is there once something is written. */
export class EventFile {
  readonly #folder: string;
  readonly #file: string;
  #isBegun = false;

  /** @param startedMs when the run began: files of a folder are read in the order of their names */
  constructor(folder: string, startedMs: number) {
    files += 1;
    const seconds = Math.floor(startedMs / 1000);
    const host = hostname().replace(/[^\w.-]/g, '_');
    this.#folder = folder;
    this.#file = join(folder, `events.out.tfevents.${seconds}.${host}.${process.pid}.${files}.lagraph`);
  }

  /** Throws the error of the file system. */
  async append(events: readonly Event[]): Promise<void> {
    if (events.length === 0) return;
    const first: Event[] = [];
    if (!this.#isBegun) {
      await mkdir(this.#folder, { recursive: true });
      first.push({ wall_time: events[0]!.wall_time!, step: 0, file_version: 'brain.Event:2' });
      this.#isBegun = true;
    }
    const records = [...first, ...events].map((event) => tfRecord(proto.Event.encode(event).finish()));
    await appendFile(this.#file, Buffer.concat(records));
  }
}

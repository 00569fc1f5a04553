/** The interface of stores for backups. */
import type { Readable } from 'node:stream';
import type { Stage } from './stage.ts';

export interface Store {
  /** For messages. */
  place: string;
  /** A folder in which a file is prepared for `put`. */
  stage(): Promise<Stage>;
  /** Moves or uploads the prepared file. It gets its name only when it is complete. */
  put(path: string, name: string, signal?: AbortSignal): Promise<void>;
  putText(name: string, text: string): Promise<void>;
  /** Names of all files, in order. */
  list(): Promise<string[]>;
  read(name: string): Promise<Readable>;
  readText(name: string): Promise<string>;
  remove(name: string): Promise<void>;
}

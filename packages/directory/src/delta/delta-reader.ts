/** Answers delta queries from the directory and its change feed. */
import type { DirectoryReads } from '../ports/directory-store.ts';
import type { DeltaPage, DeltaPlace, DeltaQuery } from './delta-page.ts';
import { listAll } from './list-all.ts';
import { readDeltaChanges } from './read-changes.ts';

export class DeltaReader {
  readonly #reads: DirectoryReads;

  constructor(reads: DirectoryReads) {
    this.#reads = reads;
  }

  /** Where a first round begins. */
  async begin({ kinds }: DeltaQuery): Promise<DeltaPlace> {
    const position = await this.#reads.feedPosition();
    const [kind] = kinds;
    return kind ? { phase: 'all', position, kind } : { phase: 'changes', position };
  }

  /** Where changes from now on begin. */
  async latest(): Promise<DeltaPlace> {
    return { phase: 'changes', position: await this.#reads.feedPosition() };
  }

  /** Throws DirectoryError CHANGES_TRIMMED when the feed no longer reaches back to the place. */
  read(query: DeltaQuery, place: DeltaPlace, limit: number): Promise<DeltaPage> {
    return place.phase === 'all'
      ? listAll(this.#reads, query, place, limit)
      : readDeltaChanges(this.#reads, query, place.position, limit);
  }
}

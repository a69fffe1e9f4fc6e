/** Reads the next page of the source while the current one runs. */
import type { SourceObject } from '../ports/source.ts';

type Objects = readonly SourceObject[];
type Read = (after: string | undefined) => Promise<Objects>;

export class ReadAhead {
  #begun: { readonly after: string; readonly objects: Promise<Objects> } | undefined;

  begin(after: string, read: Read): void {
    const objects = read(after);
    // Whoever takes it gets the error; until then it must not count as unhandled.
    objects.catch(() => undefined);
    this.#begun = { after, objects };
  }

  take(after: string | undefined, read: Read): Promise<Objects> {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun && begun.after === after ? begun.objects : read(after);
  }
}

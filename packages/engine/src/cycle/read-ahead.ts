/**
 * Reads the next page of the source while the current one runs, with all that is known of its objects, and writes down who
 * of them may be created: so that the next page need not wait for the database, which commits the current one then.
 */
import type { IntentNote } from '../ports/cycle-store.ts';
import type { Escrow, Link } from '../ports/link-store.ts';
import type { SourceObject } from '../ports/source.ts';
import { noteCreates } from './create-intents.ts';
import type { Cycle } from './cycle.ts';

type Knowledge = { readonly links: ReadonlyMap<string, Link>; readonly escrows: ReadonlyMap<string, Escrow> };

/** What a page needs to know of its records before it begins. */
export type Prepared = Knowledge & { readonly note: IntentNote | undefined };

export async function knowledgeOf({ engine, job }: Cycle, ids: readonly string[]): Promise<Knowledge> {
  const [links, escrows] = await Promise.all([engine.links.linksOf(job.id, ids), engine.links.escrowsOf(job.id, ids)]);
  return { links, escrows };
}

type Read = (after: string | undefined) => Promise<readonly SourceObject[]>;
type Taken = { readonly objects: readonly SourceObject[]; readonly prepared?: Prepared };

export class ReadAhead {
  #begun: { readonly after: string; readonly taken: Promise<Taken> } | undefined;

  begin(cycle: Cycle, after: string, read: Read): void {
    const taken = readAndPrepare(cycle, after, read);
    // Whoever takes it gets the error; until then it must not count as unhandled.
    taken.catch(() => undefined);
    this.#begun = { after, taken };
  }

  async take(after: string | undefined, read: Read): Promise<Taken> {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun && begun.after === after ? begun.taken : { objects: await read(after) };
  }
}

async function readAndPrepare(cycle: Cycle, after: string, read: Read): Promise<Taken> {
  const objects = await read(after);
  const [first] = objects;
  if (!first) return { objects };
  const knowledge = await knowledgeOf(
    cycle,
    objects.map(({ id }) => id),
  );
  const inputs = objects.map((object) => ({ type: object.type, id: object.id, object }));
  const index = cycle.indexes.known(first.type);
  const note = await noteCreates(cycle, { inputs, links: knowledge.links, index });
  return { objects, prepared: { ...knowledge, note } };
}

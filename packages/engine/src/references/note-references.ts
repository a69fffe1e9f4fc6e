/**
 * Before references are sent they are written down, in one statement: a process that dies, and an answer that is lost, leave
 * behind what resolve-references.ts settles.
 */
import { newId } from '@drawbridge/base';
import type { Page } from '../cycle/page.ts';
import type { Reference } from '../ports/source.ts';

/** Throws AbortedError when the lease was lost: then nothing may be sent. */
export async function noteReferences({ book, cycle }: Page, references: readonly Reference[]): Promise<void> {
  const unnoted = references.filter((reference) => !book.isUnknown(reference));
  if (unnoted.length === 0 || cycle.preview) return;
  const note = { id: newId(), intents: [], references: unnoted };
  await cycle.engine.cycles.noteIntents(cycle.job.id, cycle.lease, note);
  book.noteIntents(note);
}

/** What every CycleStore must do, whatever it stores in: a page is written whole or not at all. */
import { AbortedError, newId } from '@drawbridge/base';
import type { Lease } from '@drawbridge/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aJob, aLink, aLogRecord, aMoment, anEscrow, aPage, aReference } from '../builders/provisioning.ts';
import type { OpenProvisioningStores, ProvisioningStores } from './provisioning-stores.ts';

export function cycleStoreContract(name: string, open: OpenProvisioningStores): void {
  describe(`${name} as a CycleStore`, () => {
    let stores: ProvisioningStores;
    let jobId: string;
    let lease: Lease;
    beforeEach(async () => {
      stores = await open();
      const job = aJob();
      jobId = job.id;
      await stores.jobs.create(job);
      await stores.jobs.setSchedule(jobId, job.schedule, aMoment);
      lease = (await stores.jobs.claim('w1', aMoment, 30_000))!.lease;
    });
    afterEach(() => stores.close());

    test('a page leaves links, references, escrows, log and cursor behind', async () => {
      const [link, reference, escrow] = [aLink(), aReference(), anEscrow()];
      const cursor = { kind: 'incremental', position: '18' } as const;
      const page = aPage({
        cursor,
        put: [link],
        written: [reference],
        escrows: [escrow],
        log: [aLogRecord({ jobId }), aLogRecord({ jobId })],
      });
      await stores.cycles.commitPage(jobId, lease, page);
      expect((await stores.links.linksOf(jobId, [link.sourceId])).get(link.sourceId)).toEqual(link);
      expect(await stores.links.writtenReferences(jobId, [reference])).toEqual([reference]);
      expect((await stores.links.escrowsOf(jobId, [escrow.sourceId])).get(escrow.sourceId)).toEqual(escrow);
      expect((await stores.jobs.get(jobId))?.cursor).toEqual(cursor);
      expect(await stores.countLog(jobId)).toBe(2);
    });

    test('a page without a cursor leaves the cursor where it is', async () => {
      const cursor = { kind: 'incremental', position: '18' } as const;
      await stores.cycles.commitPage(jobId, lease, aPage({ cursor }));
      await stores.cycles.commitPage(jobId, lease, aPage({ put: [aLink()] }));
      expect((await stores.jobs.get(jobId))?.cursor).toEqual(cursor);
    });

    test('a page of a lost lease is refused whole', async () => {
      const link = aLink();
      const lost = { ...lease, fence: lease.fence - 1 };
      const page = aPage({ put: [link], log: [aLogRecord({ jobId })] });
      await expect(stores.cycles.commitPage(jobId, lost, page)).rejects.toThrow(AbortedError);
      expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(0);
      expect(await stores.countLog(jobId)).toBe(0);
    });

    test('intents are there as soon as they are noted, until a page settles them or leaves some open', async () => {
      const intent = {
        sourceId: newId(),
        type: 'User',
        displayName: 'Kari\u0000 Moe',
        matchValues: [{ target: 'userName', value: 'kari@corp.example' }],
        notedAt: aMoment.toISOString(),
      } as const;
      const other = { ...intent, sourceId: newId(), displayName: 'Ola' };
      const note = { id: newId(), intents: [intent, other] };
      await stores.cycles.noteIntents(jobId, lease, note);
      expect(await stores.links.openIntents(jobId)).toMatchObject([{ id: note.id, intents: [{}, other] }]);
      const open = { id: newId(), intents: [other] };
      await stores.cycles.commitPage(jobId, lease, { ...aPage(), intents: { settled: [note.id], open } });
      expect(await stores.links.openIntents(jobId)).toEqual([open]);
      await stores.cycles.commitPage(jobId, lease, { ...aPage(), intents: { settled: [open.id] } });
      expect(await stores.links.openIntents(jobId)).toEqual([]);
    });

    test('references are noted with their attribute and owner, along with creates or alone', async () => {
      const [first, second] = [aReference(), aReference()];
      const references = [first, { ...first, referencedId: newId() }, { ...second, attribute: 'manager' as const }];
      const note = { id: newId(), intents: [], references };
      await stores.cycles.noteIntents(jobId, lease, note);
      const [noted] = await stores.links.openIntents(jobId);
      expect(noted?.intents).toEqual([]);
      expect(noted?.references).toHaveLength(3);
      expect(noted?.references).toEqual(expect.arrayContaining(references));
      await stores.cycles.commitPage(jobId, lease, { ...aPage(), intents: { settled: [note.id] } });
      expect(await stores.links.openIntents(jobId)).toEqual([]);
    });

    test('intents of a lost lease, or of a job that was removed, are refused', async () => {
      const note = { id: newId(), intents: [] };
      await expect(stores.cycles.noteIntents(jobId, { ...lease, fence: lease.fence - 1 }, note)).rejects.toThrow(
        AbortedError,
      );
      await stores.cycles.noteIntents(jobId, undefined, note);
      await stores.jobs.remove(jobId);
      await expect(stores.cycles.noteIntents(jobId, undefined, note)).rejects.toThrow(AbortedError);
      expect(await stores.links.openIntents(jobId)).toEqual([]);
    });

    test('a page put twice is the same as put once', async () => {
      const link = aLink();
      const page = aPage({ put: [link], written: [aReference()], escrows: [anEscrow()] });
      await stores.cycles.commitPage(jobId, lease, page);
      await stores.cycles.commitPage(jobId, undefined, page);
      expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(1);
      expect(await stores.links.countEscrows(jobId)).toBe(1);
    });

    test('a link put again is changed', async () => {
      const link = aLink();
      await stores.cycles.commitPage(jobId, lease, aPage({ put: [link] }));
      const changed = { ...link, targetId: 't2', state: 'unmanaged', targetActive: false } as const;
      await stores.cycles.commitPage(jobId, lease, aPage({ put: [changed] }));
      expect((await stores.links.linksOf(jobId, [link.sourceId])).get(link.sourceId)).toEqual(changed);
    });

    test('a dropped link takes its references along, those it owns and those that point at it', async () => {
      const link = aLink();
      const [owned, pointing, other] = [
        aReference({ ownerId: link.sourceId }),
        aReference({ referencedId: link.sourceId }),
        aReference(),
      ];
      await stores.cycles.commitPage(jobId, lease, aPage({ put: [link], written: [owned, pointing, other] }));
      await stores.cycles.commitPage(jobId, lease, aPage({ drop: [link.sourceId] }));
      expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(0);
      expect(await stores.links.writtenReferences(jobId, [owned, pointing, other])).toEqual([other]);
    });

    test('a link dropped and put in one page is the new one, with the references written in that page', async () => {
      const link = aLink();
      const [before, after] = [aReference({ ownerId: link.sourceId }), aReference({ ownerId: link.sourceId })];
      await stores.cycles.commitPage(jobId, lease, aPage({ put: [link], written: [before] }));
      const again = { ...link, targetId: 'again' };
      await stores.cycles.commitPage(jobId, lease, aPage({ drop: [link.sourceId], put: [again], written: [after] }));
      expect((await stores.links.linksOf(jobId, [link.sourceId])).get(link.sourceId)).toEqual(again);
      expect(await stores.links.writtenReferences(jobId, [before, after])).toEqual([after]);
    });

    test('a reference removed and written in one page is written', async () => {
      const ownerId = newId();
      const [old, next] = [
        aReference({ attribute: 'manager', ownerId }),
        aReference({ attribute: 'manager', ownerId }),
      ];
      await stores.cycles.commitPage(jobId, lease, aPage({ written: [old] }));
      await stores.cycles.commitPage(jobId, lease, aPage({ removed: [old, next], written: [next] }));
      expect(await stores.links.writtenReferencesOf(jobId, 'manager', [ownerId])).toEqual([next]);
    });

    test('an escrow keeps the time of its first failure when it is put again', async () => {
      const escrow = anEscrow();
      await stores.cycles.commitPage(jobId, lease, aPage({ escrows: [escrow] }));
      const again = { ...escrow, attempts: 2, nextAttemptAt: new Date(aMoment.getTime() + 1_000) };
      await stores.cycles.commitPage(jobId, lease, aPage({ escrows: [again] }));
      expect((await stores.links.escrowsOf(jobId, [escrow.sourceId])).get(escrow.sourceId)).toEqual(again);
      await stores.cycles.commitPage(jobId, lease, aPage({ cleared: [escrow] }));
      expect(await stores.links.countEscrows(jobId)).toBe(0);
    });

    test('a page of 2,000 links, references and log records is one page', async () => {
      const links = Array.from({ length: 2_000 }, () => aLink());
      const written = links.map((link) => aReference({ ownerId: link.sourceId }));
      const log = links.map(() => aLogRecord({ jobId }));
      await stores.cycles.commitPage(jobId, lease, aPage({ put: links, written, log }));
      expect(
        (
          await stores.links.linksOf(
            jobId,
            links.map((link) => link.sourceId),
          )
        ).size,
      ).toBe(2_000);
      expect(await stores.countLog(jobId)).toBe(2_000);
    });
  });
}

/** What every LinkStore must do, whatever it stores in. */
import { newId } from '@drawbridge/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StagedDeletion } from '@drawbridge/engine';
import {
  aJob,
  aLink,
  aLogRecord,
  aMoment,
  anEscrow,
  aPage,
  aReference,
  aStagedDeletion,
} from '../builders/provisioning.ts';
import type { OpenProvisioningStores, ProvisioningStores } from './provisioning-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

export function linkStoreContract(name: string, open: OpenProvisioningStores): void {
  describe(`${name} as a LinkStore`, () => {
    let stores: ProvisioningStores;
    let jobId: string;
    beforeEach(async () => {
      stores = await open();
      const job = aJob();
      jobId = job.id;
      await stores.jobs.create(job);
    });
    afterEach(() => stores.close());

    const commit = (parts: Parameters<typeof aPage>[0]) => stores.cycles.commitPage(jobId, undefined, aPage(parts));

    test('links are found by source id, and unlinked ids are missing', async () => {
      const group = aLink({ type: 'Group' });
      const { targetActive: _none, ...withoutActive } = group;
      const user = aLink({ state: 'unmanaged', targetActive: false });
      await commit({ put: [withoutActive, user] });
      const found = await stores.links.linksOf(jobId, [group.sourceId, user.sourceId, newId()]);
      expect(found).toEqual(
        new Map([
          [group.sourceId, withoutActive],
          [user.sourceId, user],
        ]),
      );
      expect((await stores.links.linksOf(jobId, [])).size).toBe(0);
    });

    test('a link is found by its target, within its type and its job', async () => {
      const link = aLink({ targetId: '42' });
      await commit({ put: [link] });
      expect(await stores.links.linkOfTarget(jobId, 'User', '42')).toEqual(link);
      expect(await stores.links.linkOfTarget(jobId, 'Group', '42')).toBeUndefined();
      expect(await stores.links.linkOfTarget('scim.0.0', 'User', '42')).toBeUndefined();
    });

    test('links are walked by state, page by page, in the order of their source ids', async () => {
      const managed = Array.from({ length: 5 }, () => aLink());
      await commit({ put: [...managed, aLink({ state: 'unmanaged' })] });
      const walked: string[] = [];
      for (let after: string | undefined; ; after = walked.at(-1)) {
        const page = await stores.links.listLinks(jobId, { state: 'managed', after, limit: 2 });
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(2);
        walked.push(...page.map((link) => link.sourceId));
      }
      expect(walked).toEqual(managed.map((link) => link.sourceId).sort());
    });

    test('of many references those written are told apart', async () => {
      const [written, other] = [aReference(), aReference()];
      await commit({ written: [written] });
      expect(await stores.links.writtenReferences(jobId, [written, other])).toEqual([written]);
      expect(await stores.links.writtenReferences(jobId, [])).toEqual([]);
    });

    test('the references of an owner are found by attribute', async () => {
      const ownerId = newId();
      const manager = aReference({ attribute: 'manager', ownerId });
      await commit({ written: [manager, aReference({ ownerId }), aReference({ attribute: 'manager' })] });
      expect(await stores.links.writtenReferencesOf(jobId, 'manager', [ownerId])).toEqual([manager]);
    });

    test('written references are walked page by page in order, all of them or those of one owner', async () => {
      const owner = newId();
      const written = [...Array.from({ length: 4 }, () => aReference({ ownerId: owner })), aReference(), aReference()];
      await commit({ written: [...written, aReference({ attribute: 'manager' })] });
      const order = (r: { ownerId: string; referencedId: string }): string => r.ownerId + r.referencedId;
      for (const ownerId of [undefined, owner]) {
        const walked: (typeof written)[number][] = [];
        for (;;) {
          const after = walked.at(-1);
          const page = await stores.links.listWrittenReferences(jobId, {
            attribute: 'members',
            ownerId,
            after,
            limit: 2,
          });
          if (page.length === 0) break;
          walked.push(...page);
        }
        const wanted = written.filter((reference) => !ownerId || reference.ownerId === ownerId).map(order);
        expect(walked.map(order)).toEqual(wanted.sort());
      }
    });

    test('due escrows come oldest first, and the next one is known', async () => {
      const [late, early, future] = [
        anEscrow({ nextAttemptAt: later(-10) }),
        anEscrow({ nextAttemptAt: later(-20) }),
        anEscrow({ nextAttemptAt: later(10) }),
      ];
      await commit({ escrows: [late, future, early] });
      expect(await stores.links.dueEscrows(jobId, aMoment, 10)).toEqual([early, late]);
      expect(await stores.links.dueEscrows(jobId, aMoment, 1)).toEqual([early]);
      expect(await stores.links.escrowsOf(jobId, [future.sourceId, newId()])).toEqual(
        new Map([[future.sourceId, future]]),
      );
      expect(await stores.links.countEscrows(jobId)).toBe(3);
      expect(await stores.links.nextEscrowAt(jobId)).toEqual(later(-20));
      await commit({ cleared: [late, early, future] });
      expect(await stores.links.nextEscrowAt(jobId)).toBeUndefined();
    });

    test('escrows are walked page by page, in the order of their source ids', async () => {
      const escrows = Array.from({ length: 3 }, () => anEscrow());
      await commit({ escrows });
      const ids = escrows.map(({ sourceId }) => sourceId).sort();
      const first = await stores.links.listEscrows(jobId, { limit: 2 });
      expect(first.map(({ sourceId }) => sourceId)).toEqual(ids.slice(0, 2));
      const rest = await stores.links.listEscrows(jobId, { after: ids[1], limit: 2 });
      expect(rest.map(({ sourceId }) => sourceId)).toEqual(ids.slice(2));
    });

    test('links of any state are walked, and the managed ones counted', async () => {
      await commit({ put: [aLink(), aLink({ state: 'unmanaged' })] });
      expect(await stores.links.listLinks(jobId, { limit: 10 })).toHaveLength(2);
      expect(await stores.links.countManaged(jobId)).toBe(1);
    });

    test('accounts are due for deletion from their moment on, and called off by a link without one', async () => {
      const [due, future] = [aLink({ deleteAt: later(-10) }), aLink({ deleteAt: later(10) })];
      await commit({ put: [due, future, aLink()] });
      expect(await stores.links.dueDeletions(jobId, { now: aMoment, limit: 10 })).toEqual([due]);
      expect(await stores.links.dueDeletions(jobId, { now: aMoment, after: due.sourceId, limit: 10 })).toEqual([]);
      expect(await stores.links.nextDeletionAt(jobId, aMoment)).toEqual(later(10));
      const { deleteAt: _none, ...calledOff } = due;
      await commit({ put: [calledOff] });
      expect(await stores.links.dueDeletions(jobId, { now: aMoment, limit: 10 })).toEqual([]);
      expect(await stores.links.linksOf(jobId, [due.sourceId])).toEqual(new Map([[due.sourceId, calledOff]]));
    });

    test('staged deletions are put, walked by state, decided and cleared; the first moment is kept', async () => {
      const staged = [aStagedDeletion(), aStagedDeletion({ principalName: 'kari@corp.example', action: 'delete' })];
      await commit({ staged: { put: staged, clear: [] } });
      const [one, other] = staged as [StagedDeletion, StagedDeletion];
      await commit({ staged: { put: [{ ...one, since: later(60_000), event: 'softDeleted' }], clear: [] } });
      expect(await stores.links.stagedOf(jobId, [one.sourceId, newId()])).toEqual(
        new Map([[one.sourceId, { ...one, event: 'softDeleted' }]]),
      );
      expect(await stores.links.countStaged(jobId, 'pending')).toBe(2);
      const decided = await stores.cycles.decideStaged(jobId, {
        state: 'rejected',
        sourceIds: [other.sourceId, newId()],
        at: later(5),
      });
      expect(decided).toBe(1);
      expect(await stores.links.listStaged(jobId, { state: 'rejected', limit: 5 })).toEqual([
        { ...other, state: 'rejected', decidedAt: later(5) },
      ]);
      expect(await stores.cycles.decideStaged(jobId, { state: 'approved', at: later(6) }), 'the pending ones').toBe(1);
      const all = await stores.links.listStaged(jobId, { limit: 1 });
      expect(all.map(({ sourceId }) => sourceId)).toEqual(
        [one, other]
          .map(({ sourceId }) => sourceId)
          .sort()
          .slice(0, 1),
      );
      await commit({ staged: { put: [], clear: [one.sourceId, other.sourceId] } });
      expect(await stores.links.listStaged(jobId, { limit: 5 })).toEqual([]);
    });

    test('disables and deletes are counted within a window, to the minute', async () => {
      await commit({ deletions: { at: later(-2 * 3_600_000), count: 3 } });
      await commit({ deletions: { at: later(-1_000), count: 2 } });
      await commit({ deletions: { at: later(-500), count: 1 } });
      expect(await stores.links.countDeletions(jobId, later(-3_600_000))).toBe(3);
      expect(await stores.links.countDeletions(jobId, later(-3 * 3_600_000))).toBe(6);
    });

    test('a removed job takes its staged deletions along, and a restart with ForceDeletes approves them', async () => {
      await commit({ staged: { put: [aStagedDeletion()], clear: [] } });
      const nothing = { watermark: false, escrows: false, quarantine: false, links: false, forceDeletes: false };
      await stores.jobs.restart(jobId, { ...nothing, forceDeletes: true }, aMoment);
      expect(await stores.links.countStaged(jobId, 'approved')).toBe(1);
      await stores.jobs.restart(jobId, { ...nothing, links: true }, aMoment);
      expect(await stores.links.countStaged(jobId, 'approved')).toBe(0);
      await stores.jobs.remove(jobId);
      expect(await stores.links.listStaged(jobId, { limit: 5 })).toEqual([]);
    });

    test('settings are replaced whole, and clear the cursor when they ask for a look at everybody', async () => {
      await commit({ cursor: { kind: 'incremental', position: '7' } }).catch(() => undefined);
      await stores.jobs.setSettings(jobId, { Bulk: 'True' }, { reevaluates: false });
      expect((await stores.jobs.get(jobId))?.settings).toEqual({ Bulk: 'True' });
      await stores.jobs.setSettings(jobId, { CreateInactive: 'True' }, { reevaluates: true });
      const job = await stores.jobs.get(jobId);
      expect(job?.settings).toEqual({ CreateInactive: 'True' });
      expect(job?.cursor).toBeUndefined();
    });

    async function anotherJob(): Promise<string> {
      const job = aJob();
      await stores.jobs.create(job);
      return job.id;
    }

    test('two links may change their targets within one page, and keep their references', async () => {
      const [one, two] = [aLink(), aLink()];
      const reference = aReference({ ownerId: newId(), referencedId: one.sourceId });
      await stores.cycles.commitPage(jobId, undefined, aPage({ put: [one, two], written: [reference] }));
      const swapped = [
        { ...one, targetId: two.targetId },
        { ...two, targetId: one.targetId },
      ];
      await stores.cycles.commitPage(jobId, undefined, aPage({ put: swapped }));
      expect(await stores.links.linkOfTarget(jobId, 'User', one.targetId)).toEqual(swapped[1]);
      expect(await stores.links.linkOfTarget(jobId, 'User', two.targetId)).toEqual(swapped[0]);
      expect(await stores.links.writtenReferences(jobId, [reference])).toEqual([reference]);
    });

    test('a target belongs to the one linked last; the other is unlinked, and its references are forgotten', async () => {
      const first = aLink();
      const [owned, pointing] = [aReference({ ownerId: first.sourceId }), aReference({ referencedId: first.sourceId })];
      const group = aLink({ type: 'Group', targetId: first.targetId });
      await stores.cycles.commitPage(
        jobId,
        undefined,
        aPage({ put: [first, group], written: [owned, pointing], log: [aLogRecord({ jobId })] }),
      );
      const second = aLink({ targetId: first.targetId });
      await stores.cycles.commitPage(jobId, undefined, aPage({ put: [second] }));
      expect(await stores.links.linkOfTarget(jobId, 'User', first.targetId)).toEqual(second);
      expect(await stores.links.linkOfTarget(jobId, 'Group', first.targetId)).toEqual(group);
      expect((await stores.links.linksOf(jobId, [first.sourceId])).size).toBe(0);
      expect(await stores.links.writtenReferences(jobId, [owned, pointing])).toEqual([]);
    });

    test('links are found by what they hold, of people and of groups', async () => {
      const [one, other] = [aLink(), aLink()];
      const group = aLink({ type: 'Group', targetId: one.targetId });
      await stores.cycles.commitPage(jobId, undefined, aPage({ put: [one, other, group] }));
      const found = await stores.links.linksOfTargets(jobId, [one.targetId, 'nobody']);
      expect(new Set(found.map(({ sourceId }) => sourceId))).toEqual(new Set([one.sourceId, group.sourceId]));
      expect(await stores.links.linksOfTargets(jobId, [])).toEqual([]);
    });

    test('a target id with every character there is is stored, and found by what the target said', async () => {
      const link = aLink({ targetId: 'zero \0', displayName: 'half \ud800' });
      await stores.cycles.commitPage(jobId, undefined, aPage({ put: [link], escrows: [anEscrow({ message: '\0' })] }));
      expect((await stores.links.linkOfTarget(jobId, 'User', 'zero \0'))?.sourceId).toBe(link.sourceId);
      expect(await stores.links.linksOfTargets(jobId, ['zero \0'])).toHaveLength(1);
    });

    test('two jobs may link the same source and the same target', async () => {
      const otherId = await anotherJob();
      const link = aLink();
      const reference = aReference({ ownerId: link.sourceId });
      for (const id of [jobId, otherId]) {
        await stores.cycles.commitPage(
          id,
          undefined,
          aPage({ put: [link], written: [reference], escrows: [anEscrow()] }),
        );
      }
      await stores.jobs.remove(otherId);
      expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(1);
      expect(await stores.links.writtenReferences(jobId, [reference])).toEqual([reference]);
      expect(await stores.links.countEscrows(jobId)).toBe(1);
    });
  });
}

/** What every LinkStore must do, whatever it stores in. */
import { newId } from '@drawbridge/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aJob, aLink, aMoment, anEscrow, aPage, aReference } from '../builders/provisioning.ts';
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
  });
}

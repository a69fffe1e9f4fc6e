/** One request of a cycle: while the road to the target is down it waits, and what makes a job ill ends the cycle. */
import { toProvisioningError } from '@drawbridge/base';
import type { Cycle } from './cycle.ts';
import { Interruption } from './interruption.ts';

/** For requests that may be sent twice. Throws Interruption, and ProvisioningError where the target said no. */
export async function ask<T>({ road }: Pick<Cycle, 'road'>, request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const answer = await request();
      road.isOpen();
      return answer;
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      if (error.reaction === 'stop') throw thrown;
      if (error.reaction === 'quarantine') throw new Interruption('quarantined', error);
      if (error.reaction !== 'wait') throw error;
      await road.waitFor(error);
    }
  }
}

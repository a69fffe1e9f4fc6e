/** What time takes away: expired recycle-bin objects, old records of both logs, old rows of the change feed. */
import { coreDirectory } from './audit/activity.ts';
import { asSystem } from './audit/audited-engine.ts';
import type { Settings } from './config.ts';
import type { Services } from './services.ts';

const intervalMs = 10 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** A job that slept longer than this starts over with an initial cycle. */
const feedRetentionDays = 30;
const batch = 5_000;
const hardDelete = coreDirectory('DirectoryManagement', 'Delete', 'Hard Delete object', 'Other');

/** `close` resolves when nothing is under way any more. */
export function startHousekeeping(services: Services, settings: Settings): { close(): Promise<void> } {
  const stop = new AbortController();
  const ended = loop(services, settings, stop.signal);
  return {
    close: () => {
      stop.abort();
      return ended;
    },
  };
}

async function loop({ clock, logger, ...services }: Services, settings: Settings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(intervalMs, signal);
      const now = clock.now().getTime();
      const purged = await asSystem(clock, hardDelete, () => services.directory.purgeExpired(signal));
      const trimmed = await services.directory.trimChanges(new Date(now - feedRetentionDays * dayMs));
      let expired = 0;
      for (let removed = batch; removed === batch && !signal.aborted; expired += removed) {
        removed = await services.provisioningLog.trim(new Date(now - settings.logRetentionDays * dayMs), batch);
      }
      let audits = 0;
      for (let removed = batch; removed === batch && !signal.aborted; audits += removed) {
        removed = await services.auditLog.trim(new Date(now - settings.auditRetentionDays * dayMs), batch);
      }
      await services.authorizationServer.tidy(signal);
      await services.accounts.trimFailures();
      await services.oneTimeLinks.trim();
      await services.roles.store.removeOrphans();
      if (purged + trimmed + expired + audits > 0)
        logger.info({ purged, trimmed, expired, audits }, 'housekeeping done');
    } catch (err) {
      if (!signal.aborted) logger.error({ err }, 'housekeeping failed; it is tried again');
    }
  }
}

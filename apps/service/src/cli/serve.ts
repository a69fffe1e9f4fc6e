/** `drawbridge serve`: runs the service until it is told to stop. */
import { createLogger, shutdownSignal, systemClock, untilAborted } from '@drawbridge/base';
import { lockDataDirectory } from '@drawbridge/storage/database';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose } from '../compose.ts';
import { readSettings } from '../config.ts';
import { listen } from '../listen.ts';
import { startHousekeeping } from '../housekeeping.ts';
import { ensureConsoleClient } from './console-client.ts';
import { offerSetUp } from './offer-set-up.ts';

export async function serve(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const settings = readSettings(flags);
  const clock = systemClock;
  const logger = createLogger({ name: 'service', level: settings.logLevel });
  const stop = shutdownSignal();
  await using lock = await lockDataDirectory(settings.dataDirectory, { purpose: 'service', clock });
  const composed = await compose(settings, { clock, logger, lock });
  let closed: Promise<void> | undefined;
  try {
    const { services, authority, worker } = composed;
    const listening = await listen(settings, { services, authority, clock, logger });
    try {
      const caFile = join(settings.dataDirectory, 'ca.pem');
      await writeFile(caFile, authority.certificatePem);
      await ensureConsoleClient(services, settings.dataDirectory);
      const housekeeping = startHousekeeping(services, settings);
      worker.start();
      const { url, tlsUrl } = listening;
      lock.publish({ url, tlsUrl, caFile, tenantId: services.tenantId });
      logger.info({ url, tlsUrl, caFile, tenantId: services.tenantId }, 'ready');
      await offerSetUp(services, settings.publicUrl ?? url);
      await untilAborted(stop);
      logger.info('stopping');
      await housekeeping.close();
    } finally {
      closed = listening.close();
    }
  } finally {
    // The servers wait for the agents' channels to end, which the hub sends away; the last answers need the database.
    await composed.stop();
    await closed;
    await composed.close();
  }
}

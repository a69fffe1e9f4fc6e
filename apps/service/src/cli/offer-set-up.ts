/** The first run: while nobody can sign in as Global Administrator, a set-up link is printed, once. */
import type { Services } from '../services.ts';
import { withName } from './account-links.ts';

export async function offerSetUp({ roles, oneTimeLinks, logger }: Services, url: string): Promise<void> {
  if (await roles.hasAdministrator()) return;
  if (await oneTimeLinks.hasSetUpLink()) {
    logger.info('nobody can sign in as Global Administrator yet; a set-up link was printed at an earlier start');
    return;
  }
  const { path, expiresAt } = await oneTimeLinks.makeSetUpLink();
  // Not through the log, which may be kept: who has the link becomes administrator.
  console.log(
    `\nNobody can sign in yet. Make the first administrator (once, until ${expiresAt.toISOString()}):\n\n  ${withName(url)}${path}\n`,
  );
}

/** All migrations by name, in the order they run: forward only, never edited once released. */
import type { Migration } from 'kysely/migration';
import { directoryMigration } from './0001-directory.ts';
import { provisioningMigration } from './0002-provisioning.ts';
import { agentsMigration } from './0003-agents.ts';
import { identityMigration } from './0004-identity.ts';
import { odataIndexesMigration } from './0005-odata-indexes.ts';
import { directoryModelMigration } from './0006-directory-model.ts';
import { applicationsMigration } from './0007-applications.ts';
import { auditLogMigration } from './0008-audit-log.ts';
import { authorizationServerMigration } from './0009-authorization-server.ts';
import { accountsMigration } from './0010-accounts.ts';
import { intentsMigration } from './0011-intents.ts';
import { policiesMigration } from './0012-policies.ts';
import { domainsMigration } from './0013-domains.ts';
import { overviewMigration } from './0015-overview.ts';
import { schemaVersionsMigration } from './0016-schema-versions.ts';
import { linkTimesMigration } from './0017-link-times.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-directory': directoryMigration,
  '0002-provisioning': provisioningMigration,
  '0003-agents': agentsMigration,
  '0004-identity': identityMigration,
  '0005-odata-indexes': odataIndexesMigration,
  '0006-directory-model': directoryModelMigration,
  '0007-applications': applicationsMigration,
  '0008-audit-log': auditLogMigration,
  '0009-authorization-server': authorizationServerMigration,
  '0010-accounts': accountsMigration,
  '0011-intents': intentsMigration,
  '0012-policies': policiesMigration,
  '0013-domains': domainsMigration,
  '0015-overview': overviewMigration,
  '0016-schema-versions': schemaVersionsMigration,
  '0017-link-times': linkTimesMigration,
};

/** Who gets what: the only wiring of the application. */
import { silentLogger, Secret, systemClock, type Clock, type Logger } from '@drawbridge/base';
import { openDatabase, openLocation } from '@drawbridge/storage/database';
import { noFaults, type Faults } from './faults.ts';
import { listen } from './http/listen.ts';
import { createServer } from './http/server.ts';
import { migrations } from './migrations/index.ts';
import { GroupStore } from './store/group-store.ts';
import { SerialLane } from './store/serial-lane.ts';
import type { Tables } from './store/tables.ts';
import { UserStore } from './store/user-store.ts';

export type ScimAppOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The bearer token that every request must carry. */
  readonly token: Secret | string;
  /** Made when it does not exist; one process at a time. */
  readonly dataDirectory: string;
  /** A PostgreSQL server instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  readonly faults?: Faults;
  readonly logger?: Logger;
  readonly clock?: Clock;
};

export type ScimApp = {
  /** Where it listens, without a slash at the end; SCIM is at `url` + `/scim`. */
  readonly url: string;
  /** Answers what is under way, then closes the database. Safe to call twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Opens the database and listens.
 * @throws StorageError for a data directory that is locked, newer or unusable; ConfigError PORT_TAKEN. Nothing stays open then.
 */
export async function startScimApp(options: ScimAppOptions): Promise<ScimApp> {
  const { port, host = '127.0.0.1', token, dataDirectory, databaseUrl, faults = noFaults } = options;
  const { logger = silentLogger, clock = systemClock } = options;
  const location = openLocation(dataDirectory, databaseUrl);
  const database = await openDatabase<Tables>({ location, migrations, logger, clock });
  const memberships = new SerialLane();
  const server = createServer({
    users: new UserStore({ database, clock, memberships }),
    groups: new GroupStore({ database, clock, memberships }),
    token: token instanceof Secret ? token : new Secret(token),
    faults,
    clock,
    logger,
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      await server.close();
      await database.close();
    })());
  try {
    const url = await listen(server, { host, port });
    return { url, close, [Symbol.asyncDispose]: close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

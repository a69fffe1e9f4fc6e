/**
 * What the autovacuum of a PostgreSQL server does, for the embedded one, which has no background processes: tables that
 * changed much since the last time are vacuumed and analyzed. The thresholds are PostgreSQL's own defaults.
 */
import type { Clock, Logger } from '@drawbridge/base';
import type { Session } from './session.ts';

export type MaintenanceOptions = { readonly session: Session; readonly logger: Logger; readonly clock: Clock };

const intervalMs = 30_000;

const dueTables = `
  select format('%I.%I', s.schemaname, s.relname) as name
  from pg_stat_all_tables s join pg_class c on c.oid = s.relid
  where c.relkind in ('r', 'm', 't') and c.relpersistence <> 't'
    and (s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
      or s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
      or (c.relkind <> 't' and s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0))
      or age(c.relfrozenxid) > 200000000)
  order by s.relid`;

export class Maintenance {
  readonly #session: Session;
  readonly #logger: Logger;
  readonly #clock: Clock;
  #timer: { cancel(): void };
  #isStopped = false;

  constructor({ session, logger, clock }: MaintenanceOptions) {
    this.#session = session;
    this.#logger = logger;
    this.#clock = clock;
    this.#timer = this.#plan();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer.cancel();
  }

  /** Does what is due now. Waits for its turn between the statements of others, one table at a time. */
  async run(): Promise<readonly string[]> {
    await this.#session.execute('select pg_stat_force_next_flush()', []);
    const { rows } = await this.#session.execute(dueTables, []);
    const names = rows.map(({ name }) => String(name));
    for (const name of names) {
      if (this.#isStopped) break;
      await this.#session.execute(`vacuum (analyze) ${name}`, []);
    }
    return names;
  }

  #plan(): { cancel(): void } {
    return this.#clock.after(intervalMs, () => void this.#runAndPlan());
  }

  async #runAndPlan(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      if (!this.#isStopped)
        this.#logger.warn({ err: error }, 'The embedded database could not be vacuumed; it is tried again.');
    }
    if (!this.#isStopped) this.#timer = this.#plan();
  }
}

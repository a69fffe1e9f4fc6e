/** What both database engines give to `openDatabase`: a Kysely dialect, and how to let go of it. */
import type { Clock, Logger } from '@drawbridge/base';
import type { Dialect } from 'kysely';

export type EngineKind = 'embedded' | 'postgres';
export type EngineOptions = { readonly logger: Logger; readonly clock: Clock };

export type Engine = {
  readonly kind: EngineKind;
  readonly dialect: Dialect;
  /** After Kysely has been destroyed: ends what the engine itself started. */
  close(): Promise<void>;
};

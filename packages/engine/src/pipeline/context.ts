/** What the steps need beside the record: the rule, the road to the target, and the page they settle into. */
import type { Clock } from '@drawbridge/base';
import type { JobSettings } from '@drawbridge/contract';
import type { ScimClient } from '@drawbridge/scim-client';
import type { Capabilities } from '../cycle/capabilities.ts';
import type { PageBook } from '../cycle/page-book.ts';
import type { CompiledRule } from '../mapping/compiled-rule.ts';
import type { ScopeMode } from '../ports/source.ts';
import type { MatchIndex } from './match-index.ts';
import type { MatchValue, SourcedRecord } from './record.ts';
import type { MatchTurns } from './match-turns.ts';

/** The part of the SCIM client that the steps use. */
export type TargetClient = Pick<
  ScimClient,
  | 'probe'
  | 'schemas'
  | 'find'
  | 'read'
  | 'create'
  | 'patch'
  | 'delete'
  | 'list'
  | 'serviceProviderConfig'
  | 'bulking'
  | 'permitted'
  | 'dialect'
  | 'requests'
>;

export type CycleContext = {
  readonly jobId: string;
  readonly servicePrincipalId: string;
  readonly cycleId: string;
  readonly rule: CompiledRule;
  readonly client: TargetClient;
  readonly mode: ScopeMode;
  readonly skipOutOfScopeDeletions: boolean;
  readonly settings: JobSettings;
  /** The target directory's name, for descriptions in the log. */
  readonly targetName: string;
  readonly clock: Clock;
  /** Nothing is written, neither to the target nor to the stores. */
  readonly preview: boolean;
  /** Disables and deletes come back as held, until the whole page is decided. */
  readonly holdsDeletions: boolean;
  readonly capabilities: () => Promise<Capabilities>;
  readonly turns: MatchTurns;
  /** Writes down that the target may have lost the references to an account that is about to be enabled. */
  readonly noteReenabling: (record: SourcedRecord) => Promise<void>;
  /** By what else somebody may be found whose create was noted, and of whom nobody knows whether it was carried out. */
  readonly noted: ReadonlyMap<string, readonly MatchValue[]>;
  /** What the target holds of the page's type, where it was cheaper to read it whole than to search for each. */
  readonly index: MatchIndex | undefined;
  readonly book: PageBook;
  /** Asked before every write: throws AbortedError when others may have the job by now. */
  readonly assertLease: () => void;
  /** Ends requests that are under way; fires later than the signal that ends the cycle. */
  readonly signal: AbortSignal | undefined;
};

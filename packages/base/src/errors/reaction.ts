/**
 * What the engine does next after an error. The engine never looks at a status number or a message text:
 * it looks up the error's code in the catalog and does what the reaction says.
 *
 * - `retry`       the target is ill for this record for now: put the record into escrow and try again later
 * - `wait`        the road itself is down (no agent, connection refused): nothing of this application can be
 *                 written, so hold the cycle where it is and go on when the road is back
 * - `fail-record` this record cannot be written as it is: log it, go on, try again when source or mapping changes
 * - `relink`      the remembered pair is no longer true: forget the link and match once more
 * - `quarantine`  nothing will work until a person acts: stop the cycle and say so
 * - `stop`        someone asked us to stop: end quietly
 * - `bug`         cannot happen: log with stack, fail the record
 */
export const reactions = ['retry', 'wait', 'fail-record', 'relink', 'quarantine', 'stop', 'bug'] as const;
export type Reaction = (typeof reactions)[number];

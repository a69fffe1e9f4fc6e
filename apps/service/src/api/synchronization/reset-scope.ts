/** `resetScope` of a restart: flags joined by commas (graph.synchronizationJobRestartScope). */
import { ApiError } from '@drawbridge/base';
import type { JobStore } from '@drawbridge/engine';

type Clear = Parameters<JobStore['restart']>[1];

const nothing: Clear = { watermark: false, escrows: false, quarantine: false, links: false, forceDeletes: false };

const flags: Readonly<Record<string, Partial<Clear>>> = {
  none: {},
  watermark: { watermark: true },
  escrows: { escrows: true },
  quarantinestate: { quarantine: true },
  connectordatastore: { links: true, watermark: true },
  full: { watermark: true, escrows: true, quarantine: true, links: true },
  forcedeletes: { forceDeletes: true, quarantine: true },
};

/** Absent or empty: what the portal's Restart button clears. Throws REQUEST_INVALID for an unknown flag. */
export function readResetScope(text: string | undefined): Clear {
  if (!text?.trim()) return { ...nothing, watermark: true, escrows: true, quarantine: true };
  let clear = nothing;
  for (const name of text.split(',').map((part) => part.trim())) {
    const key = name.toLowerCase();
    const flag = Object.hasOwn(flags, key) ? flags[key] : undefined;
    if (!flag) {
      throw new ApiError(
        'REQUEST_INVALID',
        `The resetScope '${name}' is unknown. Use Watermark, Escrows, QuarantineState, ConnectorDataStore, ForceDeletes or Full.`,
      );
    }
    clear = { ...clear, ...flag };
  }
  return clear;
}

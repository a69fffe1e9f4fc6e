/** How to make the application misbehave, for demonstrations: slow answers, and a share of failures. Off by default. */
import type { Clock } from '@drawbridge/base';

export type Faults = {
  /** Milliseconds to wait before each answer. */
  readonly latencyMs: number;
  /** Share of requests answered with 503, between 0 and 1. */
  readonly errorRate: number;
};

export const noFaults: Faults = { latencyMs: 0, errorRate: 0 };

export const hasFaults = ({ latencyMs, errorRate }: Faults): boolean => latencyMs > 0 || errorRate > 0;

/** Waits as long as the faults ask; true when this request is to fail. */
export async function misbehave({ latencyMs, errorRate }: Faults, clock: Clock): Promise<boolean> {
  if (latencyMs > 0) await clock.sleep(latencyMs);
  return Math.random() < errorRate;
}

/** The job of the application at hand, asked again often while a cycle runs or has just been asked for. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { now } from '../../../lib/clock.ts';
import { liveIntervalMs } from '../../../lib/query-client.ts';
import { jobQuery, type Job } from '../api/job.ts';

const calmIntervalMs = 15_000;
/** So long after a command the next state is expected at any moment. */
const expectantMs = 20_000;

const isRunning = (job: Job | null | undefined): boolean => {
  if (!job) return false;
  const { status, schedule } = job;
  return status.cycle !== null || (schedule.state === 'Active' && status.lastExecution === null);
};

export function useJob(applicationId: string) {
  const [expectUntil, setExpectUntil] = useState(0);
  const query = useQuery({
    ...jobQuery(applicationId),
    refetchInterval: ({ state }) =>
      isRunning(state.data) || now().getTime() < expectUntil ? liveIntervalMs : calmIntervalMs,
  });
  return { query, expectChange: () => setExpectUntil(now().getTime() + expectantMs) };
}

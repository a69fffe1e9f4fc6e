/** The service asks for patience: how long, counted down. */
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { after } from '../../../lib/clock.ts';
import { GraphProblem } from '../../../lib/graph.ts';
import { onDemand } from '../../../text/on-demand.ts';

const { tooMany: words } = onDemand;
const throttled = 429;

export const isTooMany = (error: unknown): error is GraphProblem =>
  error instanceof GraphProblem && error.status === throttled;

/** Seconds until the next try; 0: at once. */
export function useWait(error: unknown): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => setSeconds(isTooMany(error) ? (error.retryAfterSeconds ?? 10) : 0), [error]);
  useEffect(() => (seconds > 0 ? after(1000, () => setSeconds(seconds - 1)) : undefined), [seconds]);
  return seconds;
}

export function TooMany({ seconds }: { seconds: number }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{words.title}</MessageBarTitle>
        {seconds > 0 ? words.wait(seconds) : words.over}
      </MessageBarBody>
    </MessageBar>
  );
}

/**
 * Which agent of the group gets a call: the one with the fewest in flight. When all are at their limit the call waits its
 * turn in a bounded queue, in order of arrival; when none is connected it fails at once.
 */
import { TransportError } from '@drawbridge/base';
import type { Call } from './call.ts';
import type { Members } from './group-members.ts';
import type { AgentSession } from './session.ts';

export type DispatchLimits = { readonly maxInFlightPerAgent: number; readonly maxQueued: number };

type Waiting = { members: Members; readonly calls: Set<Call> };

export class Dispatcher {
  /** By agent id. The hub adds and removes. */
  readonly sessions: ReadonlyMap<string, AgentSession>;
  readonly #limits: DispatchLimits;
  readonly #waiting = new Map<string, Waiting>();
  #queued = 0;
  #turn = 0;

  constructor(sessions: ReadonlyMap<string, AgentSession>, limits: DispatchLimits) {
    this.sessions = sessions;
    this.#limits = limits;
  }

  /** Whether any agent of these takes calls. */
  isConnected(members: Members): boolean {
    return members.some((id) => this.sessions.get(id)?.isOpen === true);
  }

  /** Starts the call, queues it, or fails it. */
  place(groupId: string, members: Members, call: Call): void {
    const waiting = this.#waiting.get(groupId);
    if (waiting === undefined) {
      const session = this.#leastInFlight(members);
      if (session !== undefined) return session.start(call);
    }
    if (!this.isConnected(members)) return call.fail(noAgent(members), false);
    if (this.#queued >= this.#limits.maxQueued) return call.fail(tooBusy(this.#queued), false);
    this.#enqueue(groupId, members, call);
  }

  /** Room has appeared (a call ended, an agent came): the queues move up. */
  advance(): void {
    for (const [groupId, waiting] of this.#waiting) {
      for (const call of waiting.calls) {
        const session = this.#leastInFlight(waiting.members);
        if (session === undefined) break;
        this.#dequeue(groupId, waiting, call);
        session.start(call);
      }
    }
  }

  /** An agent went: calls that wait for a group without any connected agent fail. */
  failStranded(): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (this.isConnected(waiting.members)) continue;
      for (const call of [...waiting.calls]) call.fail(noAgent(waiting.members), false);
    }
  }

  #enqueue(groupId: string, members: Members, call: Call): void {
    const waiting = this.#waiting.get(groupId) ?? { members, calls: new Set<Call>() };
    waiting.members = members;
    this.#waiting.set(groupId, waiting);
    waiting.calls.add(call);
    this.#queued += 1;
    call.release = () => this.#dequeue(groupId, waiting, call);
  }

  #dequeue(groupId: string, waiting: Waiting, call: Call): void {
    if (!waiting.calls.delete(call)) return;
    this.#queued -= 1;
    if (waiting.calls.size === 0) this.#waiting.delete(groupId);
  }

  #leastInFlight(members: Members): AgentSession | undefined {
    let best: AgentSession | undefined;
    // Starting at another member each time shares the load also while everyone is idle.
    const first = this.#turn++;
    for (let index = 0; index < members.length; index += 1) {
      const session = this.sessions.get(members[(first + index) % members.length]!);
      if (session === undefined || !session.isOpen || session.inFlight >= this.#limits.maxInFlightPerAgent) continue;
      if (best === undefined || session.inFlight < best.inFlight) best = session;
    }
    return best;
  }
}

function noAgent(members: Members): TransportError {
  if (members.length === 0) {
    return new TransportError(
      'AGENT_NOT_ASSIGNED',
      'No agent is assigned: open the application, On-premises connectivity, and assign one.',
    );
  }
  const which =
    members.length === 1
      ? `The agent ${members[0]} is not connected`
      : `None of the ${members.length} assigned agents is connected`;
  return new TransportError('AGENT_OFFLINE', `${which}: start it, and check that its host reaches this service.`);
}

const tooBusy = (queued: number): TransportError =>
  new TransportError(
    'AGENT_BUSY',
    `${queued} requests wait for an agent already: send less at a time, or assign another agent.`,
  );

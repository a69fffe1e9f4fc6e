import { describe, expect, test } from 'vitest';
import { chooseTransport, type AgentRoad, type HttpRequest, type Transport } from '../src/index.ts';

const request: HttpRequest = { method: 'GET', url: 'https://host/scim/Users', headers: {}, deadlineMs: 1000 };
const answer = { status: 204, headers: {}, body: new Uint8Array(), durationMs: 1 };

describe('chooseTransport', () => {
  const sent: unknown[][] = [];
  const direct: Transport = { send: () => Promise.resolve(answer) };
  const hub: AgentRoad = {
    send: (...args) => {
      sent.push(args);
      return Promise.resolve({ ...answer, agentId: 'agent-1' });
    },
  };

  test('an application without agents is reached directly', async () => {
    const transport = chooseTransport({ kind: 'direct' }, { direct, hub });
    expect((await transport.send(request)).agentId).toBeUndefined();
    expect(sent).toHaveLength(0);
  });

  test('an application with an agent group is reached through the hub, for that group', async () => {
    const { signal } = new AbortController();
    const transport = chooseTransport({ kind: 'agents', groupId: 'group-1' }, { direct, hub });
    expect((await transport.send(request, signal)).agentId).toBe('agent-1');
    expect(sent).toEqual([['group-1', request, signal]]);
  });
});

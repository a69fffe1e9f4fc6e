/** A client on the direct road to a scripted target. */
import { Secret, systemClock } from '@drawbridge/base';
import { startScriptedTarget, type ScriptedTarget } from '@drawbridge/testkit';
import { createDirectTransport } from '@drawbridge/transport';
import { bearerAuthorization, ScimClient, TargetGate, type ScimClientOptions } from '../../src/index.ts';
import { ManualClock } from './manual-clock.ts';

export const token = 'tok3n-that-nobody-may-see';

export type ClientOnTarget = {
  readonly target: ScriptedTarget;
  readonly baseUrl: string;
  /** Of client and gate; the road has the system's. */
  readonly clock: ManualClock;
  readonly gate: TargetGate;
  readonly client: ScimClient;
  close(): Promise<void>;
};

export async function openClientOnTarget(options: Partial<ScimClientOptions> = {}): Promise<ClientOnTarget> {
  const target = await startScriptedTarget();
  const transport = createDirectTransport({
    clock: systemClock,
    allowPrivateAddresses: true,
    maxAnswerBytes: 256 * 1024,
  });
  const clock = new ManualClock();
  const gate = new TargetGate({ clock });
  const baseUrl = `${target.url}/scim`;
  const authorization = bearerAuthorization(new Secret(token));
  const client = new ScimClient({
    baseUrl,
    authorization,
    transport,
    dialect: 'rfc',
    gate,
    clock,
    deadlineMs: 20_000,
    ...options,
  });
  const close = async (): Promise<void> => {
    await transport.close();
    await target.close();
  };
  return { target, baseUrl, clock, gate, client, close };
}

/** What a promise was rejected with. */
export const failureOf = (
  promise: Promise<unknown>,
): Promise<Error & { code: string; details: Record<string, unknown> }> =>
  promise.then(
    () => {
      throw new Error('It was expected to fail, and did not.');
    },
    (error: unknown) => error as Error & { code: string; details: Record<string, unknown> },
  );

export const listOf = (...resources: readonly object[]): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: resources.length,
  Resources: resources,
});

export const errorOf = (status: number, detail: string, scimType?: string): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail,
});

/** What is known of a sign-in that is not complete yet: who it is, and how that was proved. Held by a cookie of its page. */
import type { Clock } from '@drawbridge/base';
import type { SqlSignInTicketStore } from '@drawbridge/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { baseUrl } from '../http/envelope.ts';

export type SignInMethod = 'password' | 'passkey' | 'federated';
export type SignInStep = {
  readonly uid: string;
  readonly userId: string;
  readonly method: SignInMethod;
  readonly next: 'change-password' | 'add-passkey' | 'finish';
};

const cookieName = 'drawbridge_step';
const lifetimeMs = 10 * 60_000;

export class SignInSteps {
  readonly #tickets: SqlSignInTicketStore;
  readonly #clock: Clock;

  constructor(tickets: SqlSignInTicketStore, clock: Clock) {
    this.#tickets = tickets;
    this.#clock = clock;
  }

  async remember(request: FastifyRequest, reply: FastifyReply, step: SignInStep): Promise<void> {
    const expiresAt = new Date(this.#clock.now().getTime() + lifetimeMs);
    const token = await this.#tickets.issue({ kind: 'step', userId: step.userId, payload: step, expiresAt });
    setCookie(request, reply, step.uid, token.reveal(), lifetimeMs / 1000);
  }

  /** The step of this sign-in; undefined when there is none, or it leads elsewhere. */
  async read(request: FastifyRequest, uid: string, next: SignInStep['next']): Promise<SignInStep | undefined> {
    const found = await this.#tickets.read<SignInStep>('step', cookieOf(request), this.#clock.now());
    return found?.payload.uid === uid && found.payload.next === next ? found.payload : undefined;
  }

  /** As `read`, once: the cookie is worth nothing afterwards. */
  async take(
    request: FastifyRequest,
    reply: FastifyReply,
    { uid, next }: Pick<SignInStep, 'uid' | 'next'>,
  ): Promise<SignInStep | undefined> {
    const found = await this.#tickets.take<SignInStep>('step', cookieOf(request), this.#clock.now());
    setCookie(request, reply, uid, '', 0);
    return found?.payload.uid === uid && found.payload.next === next ? found.payload : undefined;
  }
}

function cookieOf({ headers }: FastifyRequest): string {
  const found = (headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${cookieName}=`));
  return found?.slice(cookieName.length + 1).slice(0, 200) ?? '';
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  uid: string,
  value: string,
  maxAgeSeconds: number,
): void {
  const secure = baseUrl(request).startsWith('https:') ? '; Secure' : '';
  const path = `/signin/${encodeURIComponent(uid)}`;
  const text = `${cookieName}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
  const already = reply.getHeader('set-cookie');
  reply.header('set-cookie', [already ?? []].flat().map(String).concat(text));
}

/** Placeholder of the contract: what sign-in may call. The implementation follows. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Interaction, SignedIn } from './sign-in-contract.ts';

export type AuthorizationServer = {
  /** The pending sign-in of `/signin/{uid}` and its cookie. Throws REQUEST_INVALID when there is none (any more). */
  interaction(request: FastifyRequest, reply: FastifyReply): Promise<Interaction>;
  /** Sends the browser back (303) to where the sign-in was asked for. */
  finishSignIn(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<FastifyReply>;
  /** Sends the browser back with `access_denied`. */
  abort(request: FastifyRequest, reply: FastifyReply, reason: string): Promise<FastifyReply>;
};

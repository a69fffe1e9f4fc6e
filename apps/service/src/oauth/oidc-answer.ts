/** What clients of Entra expect beyond OAuth in the answers of oidc-provider: error numbers, client_info, messages. */
import type { Clock } from '@drawbridge/base';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errorDocument } from './oauth-error.ts';
import { explain } from './oidc-failure.ts';
import { shownScopes } from './oidc-pages.ts';
import { accessTokenLifetimeSeconds } from './token-issuer.ts';

/** Seconds between two questions of a device for its token. */
export const pollIntervalSeconds = 5;

/** Set for the requests whose answers are JSON for a client. */
export type AnswerShape = {
  readonly requestId: string;
  readonly correlationId: string;
  /** As the client wrote the scopes: the resource before them, and `.default` when it asked so. */
  readonly scopePrefix: string;
  readonly isDefault: boolean;
};

type Body = Record<string, unknown>;

export function reshapeAnswers(
  provider: Provider,
  { shapes, tenantId, clock }: { shapes: WeakMap<object, AnswerShape>; tenantId: string; clock: Clock },
): void {
  const details = new WeakMap<object, string>();
  const keepDetail = (ctx: KoaContextWithOIDC, err: { error_detail?: string | undefined }): void => {
    if (err.error_detail !== undefined) details.set(ctx.req, err.error_detail);
  };
  provider.on('grant.error', keepDetail);
  provider.on('device_authorization.error', keepDetail);

  provider.use(async (ctx, next) => {
    await next();
    const shape = shapes.get(ctx.req);
    const body = ctx.body as Body | undefined;
    // Which origins may read an answer is settled at the token endpoint; oidc-provider would say: all.
    if (shape !== undefined && ctx.response.get('access-control-allow-origin') === '*')
      ctx.remove('access-control-allow-origin');
    if (shape === undefined || typeof body !== 'object' || body === null) return;
    if (typeof body['error'] === 'string') {
      const description = body['error_description'] as string | undefined;
      const { error, number, sentence } = explain(body['error'], description, details.get(ctx.req));
      const context = { ...shape, now: clock.now() };
      const { status } = ctx;
      ctx.body = errorDocument(error, number, sentence, context);
      ctx.status = status;
    } else if ('access_token' in body) ctx.body = tokenAnswer(body, shape, accountOf(ctx), tenantId);
    else if ('user_code' in body) ctx.body = deviceAnswer(body);
  });
}

const accountOf = (ctx: object): string => (ctx as KoaContextWithOIDC).oidc.account?.accountId ?? '';

function tokenAnswer(body: Body, { scopePrefix, isDefault }: AnswerShape, accountId: string, tenantId: string): Body {
  const granted = shownScopes(body['scope']).map((scope) => (scope.includes('.') ? scopePrefix + scope : scope));
  const clientInfo = JSON.stringify({ uid: accountId, utid: tenantId });
  return {
    token_type: 'Bearer',
    scope: [...granted, ...(isDefault ? [`${scopePrefix}.default`] : [])].join(' '),
    expires_in: accessTokenLifetimeSeconds - 1,
    ext_expires_in: accessTokenLifetimeSeconds - 1,
    access_token: body['access_token'],
    refresh_token: body['refresh_token'],
    id_token: body['id_token'],
    client_info: Buffer.from(clientInfo).toString('base64url'),
  };
}

function deviceAnswer(body: Body): Body {
  const { user_code: userCode, verification_uri: page } = body;
  return {
    ...body,
    interval: pollIntervalSeconds,
    message: `To sign in, open ${String(page)} and enter the code ${String(userCode)}.`,
  };
}

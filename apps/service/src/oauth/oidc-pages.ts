/** Hands oidc-provider the pages of the sign-in, with what each needs to know. */
import type { Clock } from '@drawbridge/base';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { describeError, errorTimestamp } from './oauth-error.ts';
import { numberOf } from './oidc-failure.ts';
import type { DeviceCodeProblem, Pages } from './sign-in-contract.ts';

type Features = NonNullable<Configuration['features']>;

const hidden: readonly string[] = ['refresh', 'confidential'];

/** The permissions of a request, without what is this server's own. */
export const shownScopes = (scope: unknown): string[] =>
  typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '' && !hidden.includes(name)) : [];

function show(ctx: KoaContextWithOIDC, html: string): void {
  ctx.type = 'html';
  ctx.body = html;
}

/** Names of oidc-provider's reasons to show the form again. */
const problems: Readonly<Record<string, DeviceCodeProblem>> = {
  NoCodeError: 'unknown',
  NotFoundError: 'unknown',
  ExpiredError: 'expired',
  AlreadyUsedError: 'used',
  AbortedError: 'declined',
};

const secretOf = ({ oidc }: KoaContextWithOIDC): string =>
  (oidc.session?.state as { secret?: string } | undefined)?.secret ?? '';

export const deviceFlow = (pages: Pages): NonNullable<Features['deviceFlow']> => ({
  enabled: true,
  charset: 'base-20',
  mask: '********',
  userCodeInputSource(ctx, _form, _out, err) {
    const typed = (err as { userCode?: string } | undefined)?.userCode ?? ctx.query['prefill'];
    const view = { formAction: ctx.oidc.urlFor('code_verification'), xsrf: secretOf(ctx) };
    show(
      ctx,
      pages.deviceCode({
        ...view,
        ...(typeof typed === 'string' ? { userCode: typed } : {}),
        ...(err === undefined ? {} : { problem: problems[err.name] ?? 'failed' }),
      }),
    );
  },
  userCodeConfirmSource(ctx, _form, client, _deviceInfo, userCode) {
    const params = ctx.oidc.deviceCode?.params as { scope?: unknown } | undefined;
    show(
      ctx,
      pages.deviceConfirm({
        formAction: ctx.oidc.urlFor('code_verification'),
        xsrf: secretOf(ctx),
        userCode,
        clientName: client.clientName ?? client.clientId,
        scopes: shownScopes(params?.scope),
      }),
    );
  },
  successSource(ctx) {
    show(ctx, pages.deviceDone({ clientName: ctx.oidc.client?.clientName ?? '' }));
  },
});

export const signOutPages = (pages: Pages): NonNullable<Features['rpInitiatedLogout']> => ({
  enabled: true,
  logoutSource(ctx) {
    const hint = ctx.oidc.entities.IdTokenHint as { payload?: { sub?: string } } | undefined;
    const isAskedByOwnClient = hint?.payload?.sub !== undefined && hint.payload.sub === ctx.oidc.session?.accountId;
    show(
      ctx,
      pages.signOut({ formAction: ctx.oidc.urlFor('end_session_confirm'), xsrf: secretOf(ctx), isAskedByOwnClient }),
    );
  },
  postLogoutSuccessSource(ctx) {
    show(ctx, pages.signedOut());
  },
});

export const errorPage =
  (pages: Pages, clock: Clock): NonNullable<Configuration['renderError']> =>
  (ctx, out, error) => {
    const detail = (error as { error_detail?: string }).error_detail;
    const sentence = out.error_description ?? detail ?? 'The request failed.';
    show(
      ctx,
      pages.error({
        error: out.error,
        description: describeError(numberOf(out.error, detail), `${sentence}.`.replace(/\.\.$/, '.')),
        correlationId: ctx.get('x-correlation-id'),
        timestamp: errorTimestamp(clock.now()),
      }),
    );
  };

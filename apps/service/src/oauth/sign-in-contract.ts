/**
 * What the authorization server asks of the sign-in: who an account is, and the pages that people see. The flow:
 *
 *   /authorize or /device → 303 /signin/{uid} → (pages of signin/) → finishSignIn → 303 back → code or device approved
 */

/** A person who can sign in, read anew for every sign-in and (for some seconds kept) for every delegated call. */
export type Account = {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName?: string | undefined;
  readonly surname?: string | undefined;
  readonly mail?: string | undefined;
  readonly accountEnabled: boolean;
  /** Template ids of the directory roles held, directly or through a group. */
  readonly roleTemplateIds: readonly string[];
  /** Sign-ins and tokens from before this moment are void. */
  readonly sessionsValidFrom?: Date | undefined;
};

export interface AccountSource {
  /** Undefined when there is no such user, or it is in the recycle bin. */
  find(accountId: string): Promise<Account | undefined>;
}

/** What a form must send back unchanged: where to, and the token that ties it to this browser. Field name: `xsrf`. */
export type FormTarget = { readonly formAction: string; readonly xsrf: string };

export type DeviceCodeProblem = 'unknown' | 'expired' | 'used' | 'declined' | 'failed';

/** Whole HTML documents. No inline script or style: the content security policy refuses both. */
export interface Pages {
  /** Field `user_code`; `userCode` is what was typed or came with the link. */
  deviceCode(
    view: FormTarget & { readonly userCode?: string | undefined; readonly problem?: DeviceCodeProblem | undefined },
  ): string;
  /** Fields `user_code` (hidden, `userCode`) and `confirm=yes` or `abort=yes`. */
  deviceConfirm(
    view: FormTarget & { readonly userCode: string; readonly clientName: string; readonly scopes: readonly string[] },
  ): string;
  deviceDone(view: { readonly clientName: string }): string;
  /**
   * Field `logout=yes` signs out; without it the person stays signed in. Who has just clicked "Sign out" in the application
   * that this session signed in to (it proves so by `id_token_hint`) is not asked again.
   */
  signOut(view: FormTarget & { readonly isAskedByOwnClient: boolean }): string;
  signedOut(): string;
  error(view: {
    /** OAuth's code, for example `invalid_request`. */
    readonly error: string;
    /** A sentence that starts with its AADSTS code. */
    readonly description: string;
    readonly correlationId: string;
    readonly timestamp: string;
  }): string;
}

/** What a pending sign-in is about. */
export type Interaction = {
  readonly uid: string;
  readonly prompt: string;
  readonly clientId: string;
  readonly clientName: string;
  /** Permissions that the client asks for, to be shown. */
  readonly scopes: readonly string[];
  readonly loginHint?: string | undefined;
  /** From `domain_hint`: the organisation whose own sign-in is wanted. */
  readonly domainHint?: string | undefined;
  /** The account whose session asked for a new sign-in. */
  readonly accountId?: string | undefined;
};

export type SignedIn = {
  readonly accountId: string;
  /** RFC 8176: `pwd`, `hwk`, `fed`… */
  readonly authenticationMethods: readonly string[];
  readonly signedInAt: Date;
};

/** The pages of one sign-in: who, then how, then what must be done before it is complete. */
import { html, type Html } from './html.ts';
import { field, page, passkeyForm, problemOf } from './layout.ts';

export type ProviderChoice = { readonly id: string; readonly displayName: string };

/** Where the sign-in leads, for the line below the title. */
export type Destination = { readonly uid: string; readonly clientName: string; readonly scopes: readonly string[] };

const pathOf = ({ uid }: { uid: string }): string => `/signin/${encodeURIComponent(uid)}`;

const about = ({ clientName, scopes }: Destination): Html => html`
  <p class="lead">to continue to <strong>${clientName}</strong></p>
  ${
    scopes.length > 0 &&
    html`<details>
      <summary>What ${clientName} may do for you</summary>
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <p class="hint">Never more than your own roles permit.</p>
    </details>`
  }
`;

const cancel = (to: Destination): Html =>
  html`<form method="post" action="${pathOf(to)}/cancel"><button class="plain" type="submit">Cancel</button></form>`;

export function userNamePage(
  to: Destination,
  view: {
    providers: readonly ProviderChoice[];
    passkeys: boolean;
    userName?: string | undefined;
    problem?: string | undefined;
  },
): string {
  const body = html`${about(to)} ${problemOf(view.problem)}
    <form method="post" action="${pathOf(to)}">
      ${field({
        name: 'username',
        label: 'User name',
        value: view.userName,
        autocomplete: 'username',
        hint: 'As name@domain',
        focus: true,
      })}
      <button type="submit">Next</button>
    </form>
    ${
      (view.passkeys || view.providers.length > 0) &&
      html`<div class="others">
        ${
          view.passkeys &&
          passkeyForm({
            ceremony: 'get',
            optionsPath: `${pathOf(to)}/passkey/options`,
            action: `${pathOf(to)}/passkey`,
            label: 'Sign in with a passkey',
          })
        }
        ${view.providers.map(
          (provider) =>
            html`<form method="post" action="${pathOf(to)}/federated">
              <input type="hidden" name="provider" value="${provider.id}" />
              <button class="secondary" type="submit">Sign in with ${provider.displayName}</button>
            </form>`,
        )}
      </div>`
    }
    ${cancel(to)}`;
  return page({ title: 'Sign in', body, script: view.passkeys && 'passkey' });
}

export function passwordPage(
  to: Destination,
  view: { userName: string; passkeys: boolean; problem?: string | undefined },
): string {
  const body = html`${about(to)} ${problemOf(view.problem)}
    <form method="post" action="${pathOf(to)}/password">
      <p class="who">
        <span>${view.userName}</span> <a href="${pathOf(to)}?username=${encodeURIComponent(view.userName)}">Change</a>
      </p>
      <input type="hidden" name="username" value="${view.userName}" autocomplete="username" />
      ${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', focus: true })}
      ${
        view.passkeys &&
        html`<p class="choice">
          <input id="addPasskey" name="addPasskey" type="checkbox" value="yes" />
          <label for="addPasskey">Then add a passkey for next time</label>
        </p>`
      }
      <button type="submit">Sign in</button>
    </form>
    ${cancel(to)}`;
  return page({ title: 'Enter your password', body });
}

export function changePasswordPage(to: Destination, view: { userName: string; problem?: string | undefined }): string {
  const body = html`<p class="lead">Your password was set by somebody else. Choose one that only you know.</p>
    ${problemOf(view.problem)}
    <form method="post" action="${pathOf(to)}/change-password">
      <p class="who"><span>${view.userName}</span></p>
      <input type="hidden" name="username" value="${view.userName}" autocomplete="username" />
      ${newPasswordFields(true)}
      <button type="submit">Change password and sign in</button>
    </form>`;
  return page({ title: 'Choose a new password', body });
}

export const newPasswordFields = (focus: boolean): Html =>
  html`${field({
    name: 'newPassword',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: 'At least 12 characters; a few words that do not belong together are good.',
    focus,
  })}
  ${field({ name: 'repeated', label: 'New password again', type: 'password', autocomplete: 'new-password' })}`;

export function addPasskeyPage(to: Destination, view: { userName: string; problem?: string | undefined }): string {
  const body = html`<p class="lead">
      This device, or a security key, will sign you in as <strong>${view.userName}</strong> from now on.
    </p>
    ${problemOf(view.problem)}
    ${passkeyForm({
      ceremony: 'create',
      optionsPath: `${pathOf(to)}/add-passkey/options`,
      action: `${pathOf(to)}/add-passkey`,
      label: 'Create the passkey',
      named: true,
    })}
    <noscript><p class="problem">Passkeys need JavaScript, which this browser has turned off.</p></noscript>
    <form method="post" action="${pathOf(to)}/add-passkey">
      <button class="plain" type="submit" name="skip" value="yes">Not now</button>
    </form>`;
  return page({ title: 'Add a passkey', body, script: 'passkey' });
}

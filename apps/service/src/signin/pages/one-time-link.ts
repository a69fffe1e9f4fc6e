/** The pages behind one-time links: the first administrator, and a forgotten password. */
import { html } from './html.ts';
import { field, page, passkeyForm, problemOf } from './layout.ts';
import { newPasswordFields } from './sign-in.ts';

export function setUpPage(
  token: string,
  view: { passkeys: boolean; userName?: string; displayName?: string; problem?: string | undefined },
): string {
  const path = `/setup/${encodeURIComponent(token)}`;
  const body = html`<p class="lead">
      Nobody can sign in as Global Administrator yet. Make the first account; every other one can be made from there.
    </p>
    ${problemOf(view.problem)}
    <form id="setup" method="post" action="${path}">
      ${field({
        name: 'username',
        label: 'User name',
        value: view.userName,
        autocomplete: 'username',
        hint: 'As name@domain. A user who exists already becomes administrator.',
        focus: true,
      })}
      ${field({ name: 'displayName', label: 'Your name', value: view.displayName, autocomplete: 'name' })}
      ${newPasswordFields(false)}
      <button type="submit">Create the administrator</button>
    </form>
    ${view.passkeys && passkeyInstead(path, { label: 'Use a passkey instead of a password', fieldsOf: 'setup' })}`;
  return page({ title: 'Set up Drawbridge', body, script: view.passkeys && 'passkey' });
}

export function resetPage(
  token: string,
  view: { passkeys: boolean; userName: string; problem?: string | undefined },
): string {
  const path = `/reset/${encodeURIComponent(token)}`;
  const body = html`<p class="lead">This link was made for you by an administrator. It can be used once.</p>
    ${problemOf(view.problem)}
    <form method="post" action="${path}">
      <p class="who"><span>${view.userName}</span></p>
      <input type="hidden" name="username" value="${view.userName}" autocomplete="username" />
      ${newPasswordFields(true)}
      <button type="submit">Set the password</button>
    </form>
    ${view.passkeys && passkeyInstead(path, { label: 'Add a passkey instead' })}`;
  return page({ title: 'Choose how you sign in', body, script: view.passkeys && 'passkey' });
}

const passkeyInstead = (path: string, said: { label: string; fieldsOf?: string }) =>
  html`<div class="others">
    ${passkeyForm({ ceremony: 'create', optionsPath: `${path}/passkey/options`, action: `${path}/passkey`, ...said })}
  </div>`;

export function donePage(view: { userName: string; title: string; sentence: string }): string {
  const body = html`<p class="who"><span>${view.userName}</span></p>
    <p class="lead">${view.sentence}</p>
    <p>You can close this window, or sign in to the <a href="/portal/">admin centre</a>.</p>`;
  return page({ title: view.title, body });
}

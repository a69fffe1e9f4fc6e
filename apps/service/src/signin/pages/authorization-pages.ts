/** The pages that the authorization server shows by itself: devices, signing out, errors. */
import type { DeviceCodeProblem, Pages } from '../../oauth/sign-in-contract.ts';
import { html } from './html.ts';
import { field, page, problemOf } from './layout.ts';

const deviceProblems: Readonly<Record<DeviceCodeProblem, string>> = {
  unknown: 'No device waits with this code. Check it letter by letter.',
  expired: 'This code has expired. Ask the device for a new one.',
  used: 'This code has been used. Ask the device for a new one.',
  declined: 'You declined this device. It must ask again.',
  failed: 'The device could not be signed in. Ask it for a new code.',
};

export const authorizationPages: Pages = {
  deviceCode({ formAction, xsrf, userCode, problem }) {
    const body = html`<p class="lead">Enter the code that your device shows.</p>
      ${problemOf(problem && deviceProblems[problem])}
      <form method="post" action="${formAction}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        ${field({ name: 'user_code', label: 'Code', value: userCode, autocomplete: 'off', focus: true })}
        <button type="submit">Next</button>
      </form>`;
    return page({ title: 'Connect a device', body });
  },

  deviceConfirm({ formAction, xsrf, userCode, clientName, scopes }) {
    const body = html`<p class="lead">
        <strong>${clientName}</strong> wants to act for you. Go on only if you started it yourself, and it shows this
        code:
      </p>
      <p class="code"><code>${userCode}</code></p>
      ${
        scopes.length > 0 &&
        html`<details>
          <summary>What ${clientName} may do for you</summary>
          <ul>
            ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
          </ul>
        </details>`
      }
      <form method="post" action="${formAction}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <input type="hidden" name="user_code" value="${userCode}" />
        <button type="submit" name="confirm" value="yes">It is mine: continue</button>
        <button class="plain" type="submit" name="abort" value="yes">Decline</button>
      </form>`;
    return page({ title: 'Is this your device?', body });
  },

  deviceDone({ clientName }) {
    const body = html`<p class="lead">
      You are signed in to <strong>${clientName}</strong>. You can close this window.
    </p>`;
    return page({ title: 'Device connected', body });
  },

  signOut({ formAction, xsrf, isAskedByOwnClient }) {
    const body = html`<p class="lead">This browser forgets who you are. The next application asks you to sign in.</p>
      <form method="post" action="${formAction}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <button type="submit" name="logout" value="yes" ${isAskedByOwnClient && html`data-at-once`}>Sign out</button>
        <button class="plain" type="submit">Stay signed in</button>
      </form>`;
    return page({ title: 'Do you want to sign out?', body, script: isAskedByOwnClient && 'sign-out' });
  },

  signedOut() {
    const body = html`<p class="lead">
      You can close this window. To sign in again, open the application, or the <a href="/portal/">admin centre</a>.
    </p>`;
    return page({ title: 'You are signed out', body });
  },

  error({ error, description, correlationId, timestamp }) {
    const body = html`<p class="problem" role="alert">${description}</p>
      <p>Go back to the application and start again. If it happens again, send these lines to your administrator.</p>
      <dl>
        <dt>Error</dt>
        <dd><code>${error}</code></dd>
        <dt>Correlation id</dt>
        <dd><code>${correlationId}</code></dd>
        <dt>Time</dt>
        <dd><code>${timestamp}</code></dd>
      </dl>`;
    return page({ title: 'Sign-in did not work', body });
  },
};

/** What went wrong on one of our own pages: the thing, the fact, the remedy. */
export function problemPage(view: { title: string; sentence: string; requestId: string; back?: string }): string {
  const body = html`<p class="problem" role="alert">${view.sentence}</p>
    <dl>
      <dt>Request id</dt>
      <dd><code>${view.requestId}</code></dd>
    </dl>
    ${view.back !== undefined && html`<p><a class="button" href="${view.back}">Sign in another way</a></p>`}`;
  return page({ title: view.title, body });
}

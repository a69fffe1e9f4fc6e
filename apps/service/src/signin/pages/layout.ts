/** The frame of every page, and the parts they share. No inline script or style: the content security policy refuses both. */
import { html, type Html } from './html.ts';

export const assetsPath = '/signin/assets';

export type PageScript = 'passkey' | 'sign-out';

/** A whole document; `script`: the one of ours that works on it. */
export function page({ title, body, script }: { title: string; body: Html; script?: PageScript | false }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – Drawbridge</title>
        <link rel="icon" href="${assetsPath}/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetsPath}/sign-in.css" />
        ${script && html`<script src="${assetsPath}/${script}.js" defer></script>`}
      </head>
      <body>
        <main>
          <p class="brand"><img src="${assetsPath}/icon.svg" alt="" width="28" height="28" />Drawbridge</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.text;
}

/** A sentence about what went wrong, read out at once. */
export const problemOf = (text: string | undefined): Html | false =>
  text !== undefined && html`<p class="problem" role="alert">${text}</p>`;

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email';
  readonly value?: string | undefined;
  readonly autocomplete: string;
  readonly hint?: string;
  readonly focus?: boolean;
  readonly optional?: boolean;
};

export function field({ name, label, type = 'text', value, autocomplete, hint, focus, optional }: Field): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value ?? ''}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${!optional && html`required`}
      ${focus && html`autofocus`}
      ${hint !== undefined && html`aria-describedby="${name}-hint"`}
    />
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
  </div>`;
}

/** Hidden until the script has found that this browser knows passkeys; it fills in and sends the form. */
export const passkeyForm = (form: {
  ceremony: 'get' | 'create';
  optionsPath: string;
  action: string;
  label: string;
  /** Id of a form whose fields go along. */
  fieldsOf?: string;
  named?: boolean;
}): Html =>
  html`<form
    class="passkey"
    method="post"
    action="${form.action}"
    data-ceremony="${form.ceremony}"
    data-options="${form.optionsPath}"
    ${form.fieldsOf !== undefined && html`data-fields="${form.fieldsOf}"`}
    hidden
  >
    ${form.named && field({ name: 'passkeyName', label: 'Name of the passkey', value: 'My passkey', autocomplete: 'off' })}
    <input type="hidden" name="ticket" />
    <input type="hidden" name="response" />
    <button class="${form.named ? 'primary' : 'secondary'}" type="submit">${form.label}</button>
    <p class="problem" role="alert" hidden></p>
  </form>`;

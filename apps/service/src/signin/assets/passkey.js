// Passkeys (https://www.w3.org/TR/webauthn-3/) on the sign-in pages: asks the service for options, the browser for a
// credential, puts its answer into the form and sends it as any form is sent.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const withBytes = (descriptors = []) => descriptors.map((each) => ({ ...each, id: toBytes(each.id) }));

const ceremonies = {
  create: async (options) => {
    const user = { ...options.user, id: toBytes(options.user.id) };
    const challenge = toBytes(options.challenge);
    const excludeCredentials = withBytes(options.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: { ...options, user, challenge, excludeCredentials } });
    return answerOf(made, {
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    });
  },
  get: async (options) => {
    const challenge = toBytes(options.challenge);
    const allowCredentials = withBytes(options.allowCredentials);
    const used = await navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
    const { authenticatorData, signature, userHandle } = used.response;
    return answerOf(used, {
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      ...(userHandle ? { userHandle: toText(userHandle) } : {}),
    });
  },
};

const answerOf = (credential, response) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
});

const reasons = {
  NotAllowedError: 'The browser got no passkey: it was cancelled, or it took too long. Try again.',
  InvalidStateError: 'This device has a passkey for you already. Sign in with it.',
  SecurityError: 'Passkeys work only over HTTPS or on localhost, under the name that this service is set up for.',
};

async function run(form) {
  const fields = form.dataset.fields ? document.getElementById(form.dataset.fields) : form;
  const answer = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams(new FormData(fields)) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.problem ?? 'The service refused. Reload the page and try again.');
  const credential = await ceremonies[form.dataset.ceremony](body.options);
  form.elements.ticket.value = body.ticket;
  form.elements.response.value = JSON.stringify(credential);
  form.submit();
}

for (const form of document.querySelectorAll('form[data-ceremony]')) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const button = form.querySelector('button');
  const problem = form.querySelector('.problem');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    run(form).catch((reason) => {
      problem.textContent = reasons[reason.name] ?? reason.message;
      problem.hidden = false;
      button.disabled = false;
    });
  });
}

/** Opens an invite by what stands behind the `#` of its link, and takes it out of the address: it is no word for a history. */
function openInvite(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-fill]');
  const field = form?.querySelector<HTMLInputElement>(`#${form.dataset.fill}`);
  const code = location.hash.slice(1);
  if (!form || !field || code === '') return;
  history.replaceState(null, '', location.pathname);
  field.value = code;
  form.requestSubmit();
}

/** To the first field that needs another look, else to the first that is empty. */
function focusField(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('.field input:not([readonly])')];
  const wrong = fields.find((field) => field.getAttribute('aria-invalid') === 'true');
  (wrong ?? fields.find((field) => field.value === ''))?.focus();
}

/** Twice the same is never meant. */
function sendOnce(): void {
  for (const form of document.querySelectorAll('form'))
    form.addEventListener('submit', () => form.querySelector('button')?.setAttribute('disabled', ''));
}

sendOnce();
focusField();
openInvite();

/** Opens a receipt by what stands behind the `#` of its link, and takes it out of the address: it is no word for a history. */
function openReceipt(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-fill]');
  const field = form?.querySelector<HTMLInputElement>('input');
  const code = location.hash.slice(1);
  if (!form || !field || code === '') return;
  history.replaceState(null, '', location.pathname);
  field.value = code;
  form.requestSubmit();
}

/** Every browser saves what it prints as a PDF, in any script. A page without scripts says so in words. */
function offerToPrint(): void {
  const button = document.querySelector<HTMLButtonElement>('button[data-print]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => print());
}

openReceipt();
offerToPrint();

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

openReceipt();

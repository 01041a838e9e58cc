/** Where the customer types: Enter sends, Shift and Enter begin a new line, the box grows with the text. */
export function composer(form: HTMLFormElement, box: HTMLTextAreaElement, send: (text: string) => void): void {
  const grow = (): void => {
    box.style.blockSize = 'auto';
    box.style.blockSize = box.value === '' ? '' : `${box.scrollHeight}px`;
  };
  const submit = (): void => {
    const text = box.value.trim();
    box.focus({ preventScroll: true });
    if (text === '') return;
    box.value = '';
    grow();
    send(text);
  };
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
}

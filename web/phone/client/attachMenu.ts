/** The paper-clip menu: a button and the panel it opens. Esc, a press elsewhere or leaving it closes it. */
export function attachMenu(button: HTMLButtonElement, panel: HTMLElement, choose: (kind: string) => void): void {
  const show = (open: boolean): void => {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  const isInside = (target: EventTarget | null): boolean =>
    target instanceof Node && (panel.contains(target) || button.contains(target));
  button.addEventListener('click', () => {
    show(panel.hidden !== false);
    if (!panel.hidden) panel.querySelector('button')?.focus();
  });
  panel.addEventListener('click', (event) => {
    const item = event.target instanceof Element ? event.target.closest('button') : null;
    if (!item) return;
    show(false);
    button.focus();
    choose(item.value);
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    button.focus();
  });
  document.addEventListener('pointerdown', (event) => !isInside(event.target) && show(false));
  panel.addEventListener('focusout', (event) => event.relatedTarget && !isInside(event.relatedTarget) && show(false));
}

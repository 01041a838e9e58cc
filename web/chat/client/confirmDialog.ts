import { el, newId } from './element';
import type { Wording } from './wording';

/** Asks before the customer's answers are thrown away. Esc and the first button leave everything as it is. */
export function confirmStartOver(wording: Wording, confirmed: () => void): void {
  const id = newId('ask');
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': id });
  const answer = (run?: () => void) => () => {
    dialog.close();
    run?.();
  };
  dialog.append(
    el('p', { id }, wording.say('startOverAsk')),
    el(
      'div',
      { class: 'dialog-buttons' },
      el('button', { type: 'button', class: 'button', click: answer() }, wording.say('cancel')),
      el('button', { type: 'button', class: 'button primary', click: answer(confirmed) }, wording.say('startOver')),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

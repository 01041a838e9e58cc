import { el, newId } from '../../chat/client/element';
import { icon } from '../../chat/client/icons';
import { languageOf } from './language';
import type { Option, PhoneMessage } from './message';
import type { PhoneLocale } from './shell';

/** The sheet that a list's button draws up over the phone: one row is picked and sent. Esc or the cross closes it. */
export function openListSheet(options: {
  readonly screen: HTMLElement;
  readonly message: PhoneMessage;
  readonly locales: readonly PhoneLocale[];
  readonly send: (row: Option) => void;
}): void {
  const { open = '', items = [] } = options.message.list ?? {};
  const [titleId, group] = [newId('sheet'), newId('row')];
  let picked: Option | undefined;
  const send = el('button', { type: 'submit', class: 'sheet-send', disabled: true }, 'Send');
  const pick = (row: Option): void => {
    picked = row;
    send.disabled = false;
  };
  const rows = items.map((row) => sheetRow(row, group, options.locales, pick));
  rows[0]?.querySelector('input')?.setAttribute('autofocus', '');
  const close = el('button', { type: 'button', class: 'round', 'aria-label': 'Close' }, icon('close'));
  const title = el('h2', { id: titleId, dir: 'auto', lang: languageOf(open, options.locales)?.tag }, open);
  const form = el(
    'form',
    { method: 'dialog' },
    el('div', { class: 'sheet-head' }, close, title),
    el('div', { class: 'sheet-rows', role: 'radiogroup', 'aria-labelledby': titleId }, ...rows),
    el('div', { class: 'sheet-foot' }, send),
  );
  const sheet = el('dialog', { class: 'sheet', 'aria-labelledby': titleId }, form);
  close.addEventListener('click', () => sheet.close());
  form.addEventListener('submit', () => picked && options.send(picked));
  drawUp(sheet, options.screen);
}

/** Over the phone's screen alone, until it is closed: by its buttons, Esc or a press beside it. */
function drawUp(sheet: HTMLDialogElement, screen: HTMLElement): void {
  const follow = (): void => placeOver(sheet, screen);
  sheet.addEventListener('keydown', (event) => keepInside(event, sheet));
  sheet.addEventListener('click', (event) => event.target === sheet && sheet.close());
  sheet.addEventListener('close', () => {
    removeEventListener('resize', follow);
    screen.classList.remove('dimmed');
    sheet.remove();
  });
  addEventListener('resize', follow);
  screen.classList.add('dimmed');
  document.body.append(sheet);
  follow();
  sheet.showModal();
}

function sheetRow(
  row: Option,
  group: string,
  locales: readonly PhoneLocale[],
  pick: (row: Option) => void,
): HTMLElement {
  const title = el('span', { dir: 'auto', lang: languageOf(row.title, locales)?.tag }, row.title);
  const radio = el('input', { type: 'radio', name: group, change: () => pick(row) });
  const about = row.description && el('small', { dir: 'auto' }, row.description);
  return el('label', { class: 'sheet-row' }, el('span', { class: 'sheet-words' }, title, about), radio);
}

/** Past the last control comes the first: a modal of the browser would let the tabulator out of the page. */
function keepInside(event: KeyboardEvent, sheet: HTMLElement): void {
  if (event.key !== 'Tab') return;
  const controls = [...sheet.querySelectorAll<HTMLElement>('button:enabled, input')];
  const radios = controls.filter((control) => control instanceof HTMLInputElement);
  // All rows are one stop: the picked one, or whichever has the focus.
  const row =
    radios.find((radio) => radio.matches(':checked')) ?? radios.find((radio) => radio.matches(':focus')) ?? radios[0];
  const stops = controls.filter((control) => !control.matches('[type=radio]') || control === row);
  const at = stops.findIndex((stop) => stop.matches(':focus'));
  const next = stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length];
  event.preventDefault();
  next?.focus();
}

/** A modal is drawn over the whole window; this one belongs to the phone's screen. */
function placeOver(sheet: HTMLElement, screen: HTMLElement): void {
  const { left, bottom, width, height } = screen.getBoundingClientRect();
  sheet.style.left = `${left}px`;
  sheet.style.width = `${width}px`;
  sheet.style.bottom = `${innerHeight - bottom}px`;
  sheet.style.maxHeight = `${height * 0.85}px`;
}

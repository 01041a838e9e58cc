import { brandMark } from './brandMark';
import { ANSWER_ID, Composer } from './composer';
import { confirmStartOver } from './confirmDialog';
import { el } from './element';
import { Header } from './header';
import { icon } from './icons';
import { Menu } from './menu';
import { Notice } from './notice';
import type { Choice } from './protocol';
import { Replies } from './replies';
import { Scroller } from './scroller';
import type { Shell } from './shell';
import { Transcript } from './transcript';
import { Typing } from './typing';
import type { Wording } from './wording';

export interface ViewActions {
  readonly send: (text: string, payload?: string) => void;
  readonly retry: () => void;
  /** The customer is typing. */
  readonly writes: () => void;
}

export type View = ReturnType<typeof createView>;

/** Builds the page once; everything later only changes its parts. */
export function createView(root: HTMLElement, shell: Shell, wording: Wording, on: ViewActions) {
  const choose = (choice: Choice) => on.send(choice.label, choice.payload);
  const startOver = () =>
    confirmStartOver(wording, () => choose({ payload: 'cmd|restart', label: wording.say('startOver') }));
  const header = new Header(shell, wording, new Menu(wording, shell.languages, { command: choose, startOver }));
  const transcript = new Transcript(wording, shell.bankName, { choose, retry: on.retry });
  const typing = new Typing(wording);
  const replies = new Replies(wording, choose);
  const scroller = new Scroller(wording, () => transcript.anchor, transcript.element, typing.element, replies.element);
  const notice = new Notice(wording);
  const composer = new Composer(wording, on.send, on.writes);
  const secure = el('span');
  const skip = el('a', { class: 'skip', href: `#${ANSWER_ID}`, click: (event) => skipTo(event, composer) });
  wording.label(() => {
    secure.textContent = wording.say('secure');
    skip.textContent = wording.say('skipToInput');
  });
  const footer = el(
    'div',
    { class: 'footer' },
    scroller.pill,
    notice.element,
    composer.element,
    el('p', { class: 'secure' }, icon('lock'), secure),
  );
  root.replaceChildren(skip, header.element, el('main', { class: 'main' }, scroller.element, footer));
  root.removeAttribute('aria-busy');
  return { header, transcript, typing, replies, scroller, notice, composer };
}

/** What the page shows when the chat cannot be opened: the reason and a way on. */
export function showFailure(root: HTMLElement, wording: Wording, retry: () => void): void {
  const button = el('button', { type: 'button', class: 'button primary', click: retry }, wording.say('retry'));
  const panel = el('main', { class: 'failure' }, brandMark(), el('h1', {}, wording.say('failed')), button);
  root.replaceChildren(panel);
}

function skipTo(event: Event, composer: Composer): void {
  event.preventDefault();
  composer.focus();
}

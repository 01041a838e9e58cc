import { attachMenu } from './attachMenu';
import { composer } from './composer';
import { Controls } from './controls';
import { becomeNewCustomer, customerOf, senderOf } from './customer';
import { languageOf } from './language';
import { openListSheet } from './listSheet';
import type { PhoneMessage, Thread } from './message';
import { piece } from './piece';
import { Poller } from './poller';
import { createSandboxTwilio, type Inbound, readKind } from './sandboxTwilio';
import { PhoneScroll } from './scroll';
import { Sending } from './sending';
import type { PhoneShell } from './shell';
import { PhoneThread } from './thread';

const DOWN = 'The sandbox does not answer. Trying again…';

/** Opens one customer's phone and keeps it going. */
export function openPhone(shell: PhoneShell): void {
  const screen = piece('screen', HTMLElement);
  const log = piece('log', HTMLElement);
  const notice = piece('notice', HTMLElement);
  const greeting = piece('greeting', HTMLElement);
  const customer = customerOf(shell);
  const twilio = createSandboxTwilio(customer, senderOf(shell));
  const controls = new Controls(customer, { newCustomer: () => becomeNewCustomer(shell), letPass });
  const scroll = new PhoneScroll(
    piece('scroll', HTMLElement),
    piece('to-end', HTMLButtonElement),
    piece('unread', HTMLElement),
  );
  const thread = new PhoneThread(log, {
    bankName: shell.bankName,
    locales: shell.locales,
    tap: ({ id, title }, { sid }) => send({ kind: 'button', text: title, payload: id, title, repliedTo: sid }),
    openList,
  });
  const poller = new Poller(poll, (answers) => say(answers ? refusal : DOWN));
  const sending = new Sending(twilio, {
    show: (message) => thread.expect(message, controls.now()),
    sent: () => poller.soon(),
    refused: (status) => {
      refusal = `The product answered ${status || 'nothing'} to this message.`;
    },
  });
  let after: number | undefined;
  let unread = false;
  /** What the product last objected to, until the customer writes again. */
  let refusal = '';

  function send(inbound: Inbound): void {
    greeting.hidden = true;
    refusal = '';
    sending.add(inbound, controls.now());
    scroll.toEnd('smooth');
  }

  function openList(message: PhoneMessage): void {
    const sendRow = ({ id, title }: { readonly id: string; readonly title: string }) =>
      send({ kind: 'list', text: title, payload: id, title, repliedTo: message.sid });
    openListSheet({ screen, message, locales: shell.locales, send: sendRow });
  }

  async function poll(): Promise<void> {
    const isFirst = after === undefined;
    if (isFirst) await twilio.setClock();
    const answer = await twilio.messages(after ?? 0);
    // The sandbox has begun anew: nothing on this screen is known there.
    if (answer.next < (after ?? 0)) return location.reload();
    after = answer.next;
    controls.show(answer);
    receive(answer, isFirst);
    if (unread && document.visibilityState === 'visible') {
      unread = false;
      await twilio.markRead();
    }
  }

  function receive({ messages, now }: Thread, isFirst: boolean): void {
    const added = messages.filter((message) => thread.take(message, now));
    const said = added.filter(({ direction }) => direction === 'out');
    const latest = messages.filter(({ direction }) => direction === 'out').at(-1);
    const last = messages.at(-1);
    if (last) controls.showLast(last);
    if (latest) controls.showFate(latest);
    // Only what has arrived can be read; what is new on the screen may still be on its way.
    if (messages.some(({ direction, status }) => direction === 'out' && status === 'delivered')) unread = true;
    if (messages.length > 0) greeting.hidden = true;
    turn(said.at(-1));
    if (isFirst) settle(messages.length === 0);
    else if (added.length > 0) scroll.grew(said.length);
  }

  /** The history is on screen: from here on messages are announced as they come. */
  function settle(isNew: boolean): void {
    greeting.hidden = !isNew;
    scroll.toEnd('instant');
    requestAnimationFrame(() => thread.announce());
  }

  /** The conversation takes the direction of the language the bank speaks. */
  function turn(message: PhoneMessage | undefined): void {
    const language = message && languageOf(message.body, shell.locales);
    if (language) log.dir = language.dir;
  }

  async function letPass(ms: number): Promise<void> {
    try {
      await twilio.letPass(ms);
      poller.soon();
    } catch {
      say(DOWN);
    }
  }

  function say(words: string): void {
    if (notice.textContent !== words) notice.textContent = words;
  }

  composer(piece('composer', HTMLFormElement), piece('text', HTMLTextAreaElement), (text) =>
    send({ kind: 'text', text }),
  );
  attachMenu(piece('attach', HTMLButtonElement), piece('attach-menu', HTMLElement), (value) => {
    const kind = readKind(value);
    if (kind) send({ kind });
  });
  piece('say-hi', HTMLButtonElement).addEventListener('click', () => send({ kind: 'text', text: 'Hi' }));
  poller.soon();
}

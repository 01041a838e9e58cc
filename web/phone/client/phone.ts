import { attachMenu } from './attachMenu';
import { composer } from './composer';
import { Controls } from './controls';
import { becomeNewCustomer, customerOf, senderOf } from './customer';
import { languageOf } from './language';
import { openListSheet } from './listSheet';
import type { Option, PhoneMessage, Thread } from './message';
import { piece } from './piece';
import { Poller } from './poller';
import { createSandboxTwilio, type Inbound, readKind, type SandboxTwilio } from './sandboxTwilio';
import { PhoneScroll } from './scroll';
import { Sending } from './sending';
import type { PhoneShell } from './shell';
import { PhoneThread } from './thread';

const DOWN = 'The sandbox does not answer. Trying again…';

/** One customer's phone: what the sandbox tells is shown, what the customer does is sent. */
export class Phone {
  private readonly log = piece('log', HTMLElement);
  private readonly notice = piece('notice', HTMLElement);
  private readonly greeting = piece('greeting', HTMLElement);
  private readonly scroll = new PhoneScroll(
    piece('scroll', HTMLElement),
    piece('to-end', HTMLButtonElement),
    piece('unread', HTMLElement),
  );
  private readonly twilio: SandboxTwilio;
  private readonly controls: Controls;
  private readonly thread: PhoneThread;
  private readonly poller: Poller;
  private readonly sending: Sending;
  /** The last change that is known; undefined until the history is here. */
  private after: number | undefined;
  private unread = false;
  /** What the product last objected to, until the customer writes again. */
  private refusal = '';

  constructor(private readonly shell: PhoneShell) {
    const customer = customerOf(shell);
    this.twilio = createSandboxTwilio(customer, senderOf(shell));
    this.controls = new Controls(customer, {
      newCustomer: () => becomeNewCustomer(shell),
      letPass: (ms) => void this.letPass(ms),
    });
    this.thread = new PhoneThread(this.log, {
      bankName: shell.bankName,
      locales: shell.locales,
      tap: (option, message) => this.answer('button', option, message),
      openList: (message) => this.openList(message),
    });
    this.poller = new Poller(
      () => this.poll(),
      (answers) => this.say(answers ? this.refusal : DOWN),
    );
    this.sending = new Sending(this.twilio, {
      show: (message) => this.thread.expect(message, this.controls.now()),
      sent: () => this.poller.soon(),
      refused: (status) => this.refused(status),
    });
  }

  /** Listens to the customer and begins to ask for news. */
  open(): void {
    const write = (text: string): void => this.send({ kind: 'text', text });
    composer(piece('composer', HTMLFormElement), piece('text', HTMLTextAreaElement), write);
    attachMenu(piece('attach', HTMLButtonElement), piece('attach-menu', HTMLElement), (name) => {
      const kind = readKind(name);
      if (kind) this.send({ kind });
    });
    piece('say-hi', HTMLButtonElement).addEventListener('click', () => write('Hi'));
    this.poller.soon();
  }

  private send(inbound: Inbound): void {
    this.greeting.hidden = true;
    this.refusal = '';
    this.sending.add(inbound, this.controls.now());
    this.scroll.toEnd('smooth');
  }

  private answer(kind: 'button' | 'list', { id, title }: Option, { sid }: PhoneMessage): void {
    this.send({ kind, text: title, payload: id, title, repliedTo: sid });
  }

  private openList(message: PhoneMessage): void {
    const screen = piece('screen', HTMLElement);
    const send = (row: Option): void => this.answer('list', row, message);
    openListSheet({ screen, message, locales: this.shell.locales, send });
  }

  private refused(status: number): void {
    this.refusal = `The product answered ${status || 'nothing'} to this message.`;
  }

  private async poll(): Promise<void> {
    const isFirst = this.after === undefined;
    if (isFirst) await this.twilio.setClock();
    const thread = await this.twilio.messages(this.after ?? 0);
    // The sandbox has begun anew: nothing on this screen is known there.
    if (thread.next < (this.after ?? 0)) return location.reload();
    this.after = thread.next;
    this.controls.show(thread);
    this.receive(thread, isFirst);
    if (!this.unread || document.visibilityState !== 'visible') return;
    this.unread = false;
    await this.twilio.markRead();
  }

  private receive({ messages, now }: Thread, isFirst: boolean): void {
    const added = messages.filter((message) => this.thread.take(message, now));
    const ofBank = messages.filter(({ direction }) => direction === 'out');
    const said = added.filter(({ direction }) => direction === 'out');
    this.controls.showLast(messages.at(-1), ofBank.at(-1));
    // Only what has arrived can be read; what is new on the screen may still be on its way.
    if (ofBank.some(({ status }) => status === 'delivered')) this.unread = true;
    this.turn(said.at(-1));
    if (isFirst) this.settle(messages.length === 0);
    else if (added.length > 0) this.scroll.grew(said.length);
    if (messages.length > 0) this.greeting.hidden = true;
  }

  /** The history is on screen: from here on messages are announced as they come. */
  private settle(isNew: boolean): void {
    this.greeting.hidden = !isNew;
    this.scroll.toEnd('instant');
    requestAnimationFrame(() => this.thread.announce());
  }

  /** The conversation takes the direction of the language the bank speaks. */
  private turn(message: PhoneMessage | undefined): void {
    const language = message && languageOf(message.body, this.shell.locales);
    if (language) this.log.dir = language.dir;
  }

  private async letPass(ms: number): Promise<void> {
    try {
      await this.twilio.letPass(ms);
      this.poller.soon();
    } catch {
      this.say(DOWN);
    }
  }

  private say(words: string): void {
    if (this.notice.textContent !== words) this.notice.textContent = words;
  }
}

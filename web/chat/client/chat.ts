import { takeCarriedCode } from './carriedCode';
import { whenFree } from './patience';
import { type BotMessage, type Incoming, type OwnMessage, readActivity, readRows } from './protocol';
import { Sender } from './sender';
import type { Outgoing } from './sendQueue';
import { Session } from './session';
import type { Shell } from './shell';
import { Stream } from './stream';
import { TypingSignal } from './typingSignal';
import { createView, showFailure, type View } from './view';
import { createWording } from './wording';

/** An echo that has not come by then may have been lost with its connection. */
const ECHO_MS = 6_000;

/** Opens the customer's conversation in `root` and keeps it going. */
export async function openChat(root: HTMLElement, shell: Shell): Promise<void> {
  const wording = createWording(shell);
  const seen = new Set<string>();
  let current: BotMessage | undefined;
  let settled = false;
  let session: Session | undefined;
  let stream: Stream | undefined;

  const sender = new Sender(wording.locale, showOutgoing, (isBusy) => view.notice.busy(isBusy));
  const signal = new TypingSignal(tellTyping);
  const view: View = createView(root, shell, wording, {
    send,
    retry: () => sender.retry(),
    writes: () => signal.typed(),
  });

  function send(text: string, payload?: string): void {
    current = undefined;
    view.replies.clear();
    sender.add(text, payload);
    signal.sent();
    view.typing.show();
    view.scroller.engage();
    setTimeout(() => stream?.catchUp().catch(() => undefined), ECHO_MS);
  }

  /** Lost without harm. */
  function tellTyping(): void {
    const typing = { type: 'typing', from: { id: session?.userId } };
    session?.request('POST', session.path('/activities'), typing).catch(() => undefined);
  }

  function showOutgoing(item: Outgoing): void {
    view.transcript.showDelivery(item, Date.now());
    if (item.state === 'failed') view.typing.hide();
    if (item.state === 'sending') view.typing.show();
    view.scroller.grew();
  }

  function receive(activities: readonly unknown[]): void {
    const before = current;
    for (const raw of activities) {
      const incoming = readActivity(raw, session?.userId ?? '');
      if (incoming) take(incoming);
    }
    if (!settled) return;
    if (current && current !== before) present(current);
    view.scroller.grew();
  }

  function take(incoming: Incoming): void {
    if (incoming.kind === 'typing') {
      if (incoming.byPerson) signal.heard('person');
      view.typing.show();
    } else if (!seen.has(incoming.id)) {
      seen.add(incoming.id);
      if (incoming.kind === 'bot') say(incoming);
      else hear(incoming);
    }
  }

  /** The customer's own message, sent from here, earlier, or in another tab. */
  function hear(incoming: OwnMessage): void {
    if (view.transcript.settle(incoming.clientId)) {
      sender.confirm(incoming.clientId ?? '');
      return;
    }
    view.transcript.addOwn(incoming.text, incoming.at);
    current = undefined;
    view.replies.clear();
  }

  function say(message: BotMessage): void {
    view.typing.hide();
    signal.heard(message.byPerson ? 'person' : 'assistant');
    view.transcript.addBot(message);
    view.header.showProgress(message.progress);
    if (!current || asks(message)) current = message;
  }

  /** Sets the page up for the question that is now on screen. */
  function present(message: BotMessage): void {
    view.replies.show(message);
    view.composer.ask(message);
    if (message.locale) void wording.switchTo(message.locale);
    if (message.search && message.prompt) void offerList(message, message.prompt.promptId);
    const typed = message.choices.length === 0 && message.cards.length === 0;
    if (typed && document.activeElement === view.replies.element && hasKeyboard()) view.composer.focus();
  }

  async function offerList(message: BotMessage, promptId: string): Promise<void> {
    const path = `/api/chat/choices?promptId=${encodeURIComponent(promptId)}`;
    const rows = readRows(await session?.request('GET', path).catch(() => undefined));
    if (current === message) view.composer.offer(rows);
  }

  /** The history is on screen: from here on messages are announced as they come. */
  function settle(): void {
    settled = true;
    if (current) present(current);
    view.scroller.jump();
    requestAnimationFrame(() => view.transcript.announce());
  }

  try {
    const opened = await whenFree(() => Session.open(shell), view.notice.busy);
    session = opened;
    if (opened.locale) await wording.switchTo(opened.locale);
    const joined = new Stream(opened, {
      onActivities: receive,
      onConnection: (state) => view.notice.connection(state),
    });
    stream = joined;
    await whenFree(() => joined.catchUp(), view.notice.busy);
    joined.start();
    settle();
    sender.attach(opened);
    const code = takeCarriedCode();
    if (code !== undefined) send(code);
  } catch {
    showFailure(root, wording, () => location.reload());
  }
}

/** A remark after a question leaves the question open. */
function asks(message: BotMessage): boolean {
  const isQuestion = message.prompt !== undefined && message.prompt.kind !== 'say';
  return isQuestion || message.choices.length > 0 || message.cards.length > 0;
}

/** Focus in the answer box opens the keyboard on a phone; that is the customer's to decide. */
function hasKeyboard(): boolean {
  return matchMedia('(hover: hover) and (pointer: fine)').matches;
}

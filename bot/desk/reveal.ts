import { randomUUID } from 'node:crypto';
import { fieldLabel, valueLabel } from '../../dialogs/labels';
import type { TranscriptEntry } from '../../dialogs/message';
import type { FieldId } from '../../machines/lead';
import type { ConversationDocument } from '../../store/documents';
import type { Register, Store } from '../../store/store';
import { redactCardNumbers } from '../cardNumbers';
import type { Bot } from '../composeBot';
import type { OperatorThread } from '../operator/thread';
import type { Principal } from '../staff/principal';
import type { Log } from '../telemetry';
import { inEnglish } from './leadPanel';
import { plain } from './plain';
import { createRevealAllowance } from './revealAllowance';
import { knownWords } from './transcriptView';

/** Where every look is written down, for the auditor. */
export const REVEALS_THREAD = 'operators:reveals';

export interface RevealParts {
  readonly store: Store & Register;
  readonly bot: Pick<Bot, 'intake' | 'look'>;
  /** Of `REVEALS_THREAD`. */
  readonly thread: OperatorThread;
  readonly clock: () => number;
  readonly log: Log;
}

/** One field of the lead, or one entry of the transcript; and why. */
export type RevealWish = { readonly reason: string } & ({ readonly field: FieldId } | { readonly seq: number });

export type Revealed =
  | { readonly kind: 'revealed'; readonly value: string /** When the page hides it again. */; readonly until: number }
  | { readonly kind: 'refused'; readonly code: 'TooManyReveals' | 'NothingThere'; readonly message: string };

const SHOWN_MS = 5 * 60_000;

/**
 * Breaks the glass: shows one masked value to somebody who says why. It is counted, written down for the auditor and in
 * the conversation's own audit, and only then shown; the value is in neither. Rejects, showing nothing, when it cannot be
 * written down.
 */
export function createReveal(parts: RevealParts) {
  const { store, bot, thread, clock, log } = parts;
  const allowance = createRevealAllowance(store, clock);

  return async (who: Principal, document: ConversationDocument, wish: RevealWish): Promise<Revealed> => {
    const value = await readValue(parts, document, wish);
    if (value === undefined) return { kind: 'refused', code: 'NothingThere', message: 'There is nothing to show.' };

    const line = await lineOf(bot, who, document, wish);
    const taken = await allowance.take(who.id);
    if (taken !== 'taken') {
      log.error({ event: 'reveal.tooMany', agent: who.id });
      if (taken === 'spent') await thread.append(() => ({ ...line, action: 'desk.revealRefused' }));
      return { kind: 'refused', code: 'TooManyReveals', message: 'You have looked at thirty values within an hour.' };
    }
    await thread.append(() => ({ ...line, action: 'desk.revealed' }));
    await bot.intake.take({
      kind: 'agent',
      id: `desk:${who.id}:reveal:${randomUUID()}`,
      conversationId: document.id,
      channel: document.channel,
      receivedAt: clock(),
      agent: who.id,
      name: who.name,
      epoch: document.pen.epoch,
      action: { kind: 'reveal', what: line.details.what, reason: line.details.reason },
    });
    return { kind: 'revealed', value, until: clock() + SHOWN_MS };
  };
}

async function lineOf(bot: RevealParts['bot'], who: Principal, document: ConversationDocument, wish: RevealWish) {
  const { view } = await bot.look(document);
  const what = 'field' in wish ? fieldLabel(inEnglish(view), wish.field) : 'message';
  // The audit outlives what is kept of the customer, so nothing of it may stand there.
  const reason = knownWords(view).mask(redactCardNumbers(plain(wish.reason)).text);
  const details = { market: document.market, what, reason, name: who.name, ...('seq' in wish && { seq: wish.seq }) };
  return { operator: who.id, subject: document.id, details };
}

async function readValue({ store, bot }: RevealParts, document: ConversationDocument, wish: RevealWish) {
  if ('seq' in wish) {
    const [entry] = await store.transcript(document.id, wish.seq - 1, 1);
    return entry?.seq === wish.seq ? plain(wordsOf(entry)) : undefined;
  }
  const { view } = await bot.look(document);
  const value = view.facts.fields[wish.field]?.value ?? undefined;
  return value === undefined ? undefined : plain(valueLabel(inEnglish(view), wish.field, value));
}

function wordsOf({ body }: TranscriptEntry): string {
  if (body.from !== 'customer') return body.reply.text;
  if (body.kind === 'media') return '';
  return body.kind === 'choice' ? body.label : body.text;
}

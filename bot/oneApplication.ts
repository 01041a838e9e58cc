import { notice } from '../dialogs/notice';
import type { Notice } from '../dialogs/view';
import type { Facts } from '../machines/facts';
import type { ConversationDocument } from '../store/documents';
import type { Holder, Reservation, Store } from '../store/store';
import type { OpenConversation } from './conversation';
import { askAgain } from './moves';
import type { Next } from './next';
import { submittedNotice } from './notices';
import { standsInTheWay } from './standsInTheWay';
import { unlessErased } from './unlessErased';

/**
 * One person has one open application for a card in a market at a time, from whatever device and in whatever channel:
 * the bank has no way to take a second one back. The person is known by mobile number or e-mail address, and one of the
 * two is enough. Who mistypes one, or gives another, still has the other, and a name is nobody's own. That two people of a
 * household share one is rarer than one person with two devices, and costs them less than a second application: they
 * read why, and may give their own number or ask for a person.
 */
export interface OneApplicationParts {
  readonly store: Pick<Store, 'load'>;
  /** From its confirmation an application that went well stands in the way of another this long; 0: nothing does ever. */
  readonly oneApplicationMs: number;
  /** A keyed hash, under a key of its own: what is kept of the number and the address. */
  readonly applicantOf: (contact: string) => string;
}

/** What a turn knows of other applications of the same person, found when it was to be committed. */
export interface Rivals {
  /** The one that stands in the way. */
  readonly standing?: Rival;
  /** Holders whose applications do not, or not any more. */
  readonly gone: readonly Holder[];
}

/** All that one device may know of what happened on another. */
export interface Rival {
  /** `carried`: it was taken over elsewhere and is not confirmed there yet. */
  readonly status: 'pending' | 'submitted' | 'carried';
  /** It was begun in this very conversation, where its reference is told. */
  readonly isHere: boolean;
  /** Only where the channel vouches that it is the same customer. */
  readonly reference?: string;
}

export const NO_RIVALS: Rivals = { gone: [] };

/** What the commit of a confirmation reserves; nothing where the flow asked for neither number nor address. */
export function reservationOf(
  { oneApplicationMs, applicantOf }: OneApplicationParts,
  { document, now, rivals }: OpenConversation,
  next: Next,
): Reservation | undefined {
  const isSubmitting = next.aside.some(({ kind }) => kind === 'submit');
  if (!isSubmitting || oneApplicationMs === 0) return undefined;
  const about = `${document.market}\n${next.facts.fields.product?.value ?? ''}`;
  const names = contactsOf(next.facts).map((contact) => applicantOf(`${about}\n${contact}`));
  return names.length === 0 ? undefined : { names, run: next.run, at: now, inPlaceOf: rivals?.gone ?? [] };
}

/** The number is in E.164 already; of an address nobody remembers how they wrote it. */
function contactsOf({ fields }: Facts): readonly string[] {
  const [mobile, email] = [fields.mobile?.value, fields.email?.value];
  return [
    ...(mobile ? [`mobile\n${mobile}`] : []),
    ...(email ? [`email\n${email.normalize('NFKC').trim().toLowerCase()}`] : []),
  ];
}

/** Looks at who holds the name: their application stands in the way, or they are done with it. */
export async function withRival(parts: OneApplicationParts, open: OpenConversation, by: Holder): Promise<Rivals> {
  const { gone } = open.rivals ?? NO_RIVALS;
  const other = await unlessErased(() => parts.store.load(by.conversationId));
  const standing = other && rivalIn(other, by, open, parts.oneApplicationMs);
  return standing === undefined ? { gone: [...gone, by] } : { gone, standing };
}

function rivalIn(
  other: ConversationDocument,
  by: Holder,
  { document, now }: OpenConversation,
  oneApplicationMs: number,
): Rival | undefined {
  const ofRun = other.submitted.filter(({ run }) => run === by.run);
  // Its turn is just being kept, or the store would have said that it never was.
  const isHere = other.id === document.id;
  const isCarried = document.carry?.run === document.run && !isHere;
  if (ofRun.length === 0) return { status: isCarried ? 'carried' : 'pending', isHere };
  const forMs = isCarried ? Math.max(oneApplicationMs, DAY_MS) : oneApplicationMs;
  const isOf = (status: Rival['status']) => (one: (typeof ofRun)[number]) => standsInTheWay(one, now, forMs) === status;
  const isOpen = ofRun.some(isOf('pending'));
  const done = ofRun.find(isOf('submitted'));
  if (!isOpen && done === undefined) return undefined;
  const isSameCustomer = other.channel === document.channel && other.userId === document.userId;
  const reference = isSameCustomer ? done?.reference : undefined;
  return { status: isOpen ? 'pending' : 'submitted', isHere, ...(reference !== undefined && { reference }) };
}

const DAY_MS = 24 * 3_600_000;

/** Nothing moves: the question that led to the bank is put again, after an honest word about why. */
export function unlessTaken(open: OpenConversation, next: Next): Next {
  const standing = open.rivals?.standing;
  const isSubmitting = next.aside.some(({ kind }) => kind === 'submit');
  return standing === undefined || !isSubmitting ? next : askAgain(open, rivalNotice(standing));
}

function rivalNotice({ status, isHere, reference }: Rival): Notice {
  if (status === 'carried') return notice('say.carryAway');
  if (reference !== undefined || isHere) return submittedNotice(reference);
  return notice(status === 'pending' ? 'say.takenPending' : 'say.takenSubmitted');
}

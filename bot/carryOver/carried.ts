import type { InboundMessage } from '../../dialogs/message';
import type { Facts } from '../../machines/facts';
import type { ConversationDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { unlessErased } from '../unlessErased';
import { type CarryGrant, carryCodeIn } from './codes';
import type { CarryOver } from './links';

/** With a code that was shown, or a text that is to prove whose it is: what it leads to. */
export interface Carried {
  readonly isShown: boolean;
  /** Undefined for a code that is not ours. */
  readonly grant?: CarryGrant;
  /** What was told there; missing: it cannot be gone on with any more, whatever the reason. */
  readonly facts?: Facts;
}

export interface CarriedParts {
  readonly store: Pick<Store, 'load'>;
  readonly carryOver?: CarryOver;
}

/** Looks up the other conversation, of which this one learns nothing but its answers. */
export async function loadCarried(
  { store, carryOver }: CarriedParts,
  document: ConversationDocument,
  message: InboundMessage,
): Promise<Carried | undefined> {
  if (carryOver === undefined || message.kind !== 'text') return undefined;
  const code = carryCodeIn(message.text);
  if (code === undefined && document.carrying === undefined) return undefined;
  const grant = code === undefined ? document.carrying : carryOver.codes.open(code);
  if (grant === undefined) return { isShown: true };
  const source = await unlessErased(() => store.load(grant.conversationId));
  const isOpen = source !== undefined && mayBeCarried(source, grant, document, message.receivedAt);
  return { isShown: code !== undefined, grant, ...(isOpen && { facts: source.facts }) };
}

/** The latest code of an application that is not over, in the same market, to somewhere else, in time. */
function mayBeCarried(source: ConversationDocument, grant: CarryGrant, to: ConversationDocument, now: number): boolean {
  return (
    grant.until > now &&
    source.carry?.until === grant.until &&
    source.run === grant.run &&
    source.submitted.every(({ run }) => run !== grant.run) &&
    source.id !== to.id &&
    source.market === to.market
  );
}

import type { HubEvent } from '../../dialogs/hubEvent';
import { passPen } from '../../machines/handoff';
import { redactCardNumbers } from '../cardNumbers';
import { obey } from '../commands';
import type { OpenConversation } from '../conversation';
import { type Act, audited, refuse } from '../desk/act';
import { handBack } from '../desk/handBack';
import { resolve } from '../desk/resolve';
import { say } from '../desk/say';
import { stay, withAside, withPen } from '../moves';
import type { Next } from '../next';
import { liveSession } from './session';

type Said<K extends HubEvent['kind']> = Act<'hub'> & {
  readonly action: { readonly event: Extract<HubEvent, { kind: K }> };
};

/**
 * What a contact centre's word leads to. It counts while the session it belongs to is the one that was asked last and
 * nobody took the pen since; after that it writes nothing, whatever it says and however late. Pure.
 */
export function decideOnHub(open: OpenConversation, message: Act<'hub'>): Next {
  if (liveSession(open.document)?.asked !== message.epoch)
    return refuse(open, 'StalePage', 'This conversation is not with the contact centre any more.');
  const { kind } = message.action.event;
  // The table pairs every kind with its own event, which a lookup by a union of kinds cannot express.
  const said = SAID[kind] as (open: OpenConversation, message: Act<'hub'>) => Next;
  return said(open, message);
}

const SAID: { readonly [K in HubEvent['kind']]: (open: OpenConversation, message: Said<K>) => Next } = {
  queued: (open, message) => noted(open, message, stay(open)),
  accepted,
  message: sayLine,
  transferred,
  returned,
  closed,
  failed,
  lost,
};

/** Said once more it changes nothing. */
function accepted(open: OpenConversation, message: Said<'accepted'>): Next {
  const held = asHolder(open, message);
  if (held === open) return stay(open);
  return noted(open, message, kept(held, stay(held)), { epoch: held.document.pen.epoch });
}

/** Somebody who writes has taken it, also when their word on that comes later or never. */
function sayLine(open: OpenConversation, message: Said<'message'>): Next {
  const held = asHolder(open, message);
  return kept(held, say(held, acting(message, { kind: 'send', text: message.action.event.text })));
}

function transferred(open: OpenConversation, message: Said<'transferred'>): Next {
  const { queue } = message.action.event;
  if (queue === undefined) return noted(open, message, stay(open));
  if (!queuesIn(open).includes(queue)) return refuse(open, 'Invalid', 'We have no queue of that name.');
  return over(passedOn(open, message, { reason: 'transferred', queue }));
}

function queuesIn({ flow }: OpenConversation): readonly string[] {
  return Object.values(flow.resolved.steps).flatMap((step) => (step.kind === 'handoff' ? [step.queue] : []));
}

/** The bot asks what the facts lead to. Before anybody took it, that is as when the customer went on by themselves. */
function returned(open: OpenConversation, message: Said<'returned'>): Next {
  const { line } = message.action.event;
  if (open.document.status === 'pending' && line === undefined) return over(noted(open, message, obey(open, 'bot')));
  const back = acting(message, { kind: 'handBack', ...(line !== undefined && { line }) });
  return over(handBack(asHolder(open, message), back));
}

/** One that nobody took is not done with. */
function closed(open: OpenConversation, message: Said<'closed'>): Next {
  if (open.document.status === 'pending') return toOurDesk(open, message);
  return over(resolve(open, acting(message, { kind: 'resolve', code: 'informed' })));
}

/** With its reason, which may be about the customer, as a note for whoever takes over: no line of the audit has such words. */
function failed(open: OpenConversation, message: Said<'failed'>): Next {
  const next = toOurDesk(open, message);
  const { text } = redactCardNumbers(message.action.event.reason.trim());
  if (text === '') return next;
  return withAside(next, { kind: 'note', body: { by: message.agent, name: message.name, text: `${NO_HELP}${text}` } });
}

const NO_HELP = 'The contact centre could not help: ';

/** What kept it from being told is a code of ours. */
function lost(open: OpenConversation, message: Said<'lost'>): Next {
  return toOurDesk(open, message, { code: message.action.event.reason });
}

/** To the queue of our own desk, and never to the bot by itself. */
function toOurDesk(open: OpenConversation, message: Act<'hub'>, details?: Record<string, string>): Next {
  return over(passedOn(open, message, { reason: 'hub' }, details));
}

function passedOn(
  open: OpenConversation,
  message: Act<'hub'>,
  desk: NonNullable<Next['desk']>,
  details?: Record<string, string>,
): Next {
  const next = withPen(stay(open), { type: 'agent.transferred', agent: message.agent });
  return noted(open, message, { ...next, desk }, details);
}

/** The conversation in the hands of the centre. */
function asHolder(open: OpenConversation, { agent }: Act<'hub'>): OpenConversation {
  const { document, view } = open;
  if (document.status === 'open') return open;
  const taken = passPen(document, { type: 'agent.claimed', agent });
  if (taken === undefined) return open;
  return { ...open, document: { ...document, ...taken }, view: { ...view, status: taken.status } };
}

/** What it says counts under the epoch with which it took it. */
function kept({ document }: OpenConversation, next: Next): Next {
  const { hub } = document.desk ?? {};
  if (next.refusal !== undefined || hub === undefined || hub.epoch === next.pen.epoch) return next;
  return { ...next, desk: { ...next.desk, hub: { ...hub, epoch: next.pen.epoch } } };
}

function over(next: Next): Next {
  return next.refusal === undefined ? { ...next, desk: { ...next.desk, hub: undefined } } : next;
}

function acting<K extends 'send' | 'handBack' | 'resolve'>(
  message: Act<'hub'>,
  action: Extract<Act<K>['action'], { kind: K }>,
): Act<K> {
  return { ...message, action } as Act<K>;
}

function noted(open: OpenConversation, message: Act<'hub'>, next: Next, details: Record<string, string | number> = {}) {
  return audited(open, message, next, { event: message.action.event.kind, ...details });
}

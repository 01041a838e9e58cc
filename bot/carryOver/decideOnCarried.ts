import { recap } from '../../dialogs/mask';
import { notice } from '../../dialogs/notice';
import type { Notice } from '../../dialogs/view';
import { begin } from '../../machines/advance';
import { type Facts, NO_FACTS } from '../../machines/facts';
import { fastForward } from '../../machines/fastForward';
import type { OpenConversation } from '../conversation';
import { arriveAt, askAgain, stay, withAside } from '../moves';
import type { Next } from '../next';
import type { CarryGrant } from './codes';
import { provableIn, proves } from './proof';

/** A code works once: only whoever shows it first may prove that the application is theirs, and so often. */
export const MOST_TRIES = 3;

/** Somebody shows a code. Nothing of what it leads to is told before they prove that they know it. */
export function meetCarried(open: OpenConversation): Next {
  const { carried, document } = open;
  const base = open.begins ? greeted(open) : stay(open);
  if (carried?.grant === undefined || carried.facts === undefined || isLost(open) || isWithOthers(open))
    return gone(open);
  const { grant, facts } = carried;
  if (provableIn(facts).length === 0) return take(open, grant, facts);
  const tries = document.carrying?.until === grant.until ? document.carrying.tries : 0;
  if (tries >= MOST_TRIES) return gone(open);
  const asked = { ...base, utterances: [...base.utterances, notice('say.carryAsk')], carrying: { ...grant, tries } };
  return withAside(asked, { kind: 'carry', step: 'shown', grant });
}

/** What they prove it with. */
export function proveCarried(open: OpenConversation, text: string): Next {
  const { carried, document } = open;
  const { carrying } = document;
  if (carrying === undefined || carried?.facts === undefined || isLost(open)) return gone(open);
  if (proves(open.view, carried.facts, text)) return take(open, carrying, carried.facts);
  const tries = carrying.tries + 1;
  if (tries >= MOST_TRIES) return gone(open);
  return { ...stay(open, notice('error.carryWrong')), carrying: { ...carrying, tries } };
}

/** Who answers something else has an application of their own here. */
export function withCodeSpent(next: Next): Next {
  return next.carrying === undefined ? next : { ...next, carrying: { ...next.carrying, tries: MOST_TRIES } };
}

/** The answers are known here as well from now on; what was agreed to is asked here, where it is read. */
function take(open: OpenConversation, grant: CarryGrant, { fields }: Facts): Next {
  const { document, flow } = open;
  const facts = { ...NO_FACTS, fields, revision: document.facts.revision + 1 };
  const told = recap({ ...open.view, facts });
  const welcome = told === '' ? notice('say.resumedEmpty') : notice('say.resumed', { recap: told });
  const base = { ...stay(open, welcome), run: document.run + 1, carrying: undefined, carry: undefined };
  return withAside(arriveAt(open, fastForward(flow.machine, facts), base), { kind: 'carry', step: 'taken', grant });
}

/** Whoever it was that showed it: they go on with what is theirs. */
function gone(open: OpenConversation): Next {
  const { carrying } = open.document;
  const spent = carrying && { ...carrying, tries: MOST_TRIES };
  const said = notice('say.carryGone');
  const next = open.begins ? begun(open, said) : askAgain(open, said);
  return { ...next, carrying: spent };
}

function greeted(open: OpenConversation): Next {
  const next = begun(open);
  return { ...next, utterances: next.utterances.filter(({ type }) => type === 'say') };
}

/** The beginning of a conversation, with a remark before its first question. */
function begun(open: OpenConversation, ...remarks: readonly Notice[]): Next {
  const next = arriveAt(open, begin(open.flow.machine, open.document.facts));
  const says = next.utterances.filter(({ type }) => type === 'say');
  return { ...next, utterances: [...says, ...remarks, ...next.utterances.filter(({ type }) => type !== 'say')] };
}

/** Somebody else showed it before, or the application is over where it came from. */
function isLost({ rivals }: OpenConversation): boolean {
  return rivals !== undefined && (rivals.standing !== undefined || rivals.gone.length > 0);
}

/** A person or the bank has this conversation. */
function isWithOthers({ document }: OpenConversation): boolean {
  const isUnderWay = document.submitted.some(({ status }) => status === 'pending' || status === 'delayed');
  return document.status === 'pending' || document.status === 'open' || isUnderWay;
}

import type { HttpRequest } from '../../adapters/route';
import { maySettle } from '../../bot/desk/casesView';
import { refusal } from '../../bot/httpEdge';
import type { Principal } from '../../bot/staff/principal';
import { unlessErased } from '../../bot/unlessErased';
import type { Market } from '../../machines/market';
import { bodyOf } from '../auth/answers';
import { NOT_FOUND } from '../auth/guard';
import type { Answer } from '../auth/pageApi';
import { Deciding } from './bodies';
import type { DeskRoutesParts } from './parts';

/** What somebody wants done about a case, ruled on as at the operators' door. */
export async function decideAnswer(
  { casework }: Pick<DeskRoutesParts, 'casework'>,
  request: HttpRequest,
  who: Principal,
): Promise<Answer> {
  const body = bodyOf(request, Deciding);
  if ('refused' in body) return body.refused;
  const { action } = body.value;
  if (!maySettle(who, action.kind)) return refusal(403, 'NotAllowed', 'A supervisor or an operator decides on that.');
  const ruling = await casework.decide(request.params.id ?? '', who.id, action);
  if (ruling === undefined) return NOT_FOUND;
  if (ruling.kind === 'refused') return refusal(409, ruling.code, ruling.message);
  return { read: { result: ruling.kind } };
}

const MOST_CASES = 1_000;
/** More colons than any case's id has: each is a look into the store. */
const MOST_PARTS = 12;

/**
 * The market of the conversation that a case belongs to. Its id begins with the conversation's, which may have colons of
 * its own; only a conversation that really has the case counts.
 */
export async function caseMarket({ store }: Pick<DeskRoutesParts, 'store'>, caseId = ''): Promise<Market | undefined> {
  const [, ...parts] = caseId.split(':', MOST_PARTS);
  for (let length = 1; length < parts.length; length++) {
    const conversationId = parts.slice(0, length).join(':');
    const document = await unlessErased(() => store.load(conversationId));
    if (document === undefined) continue;
    const cases = await store.records('case', { conversationId, limit: MOST_CASES });
    if (cases.some(({ id }) => id === caseId)) return document.market;
  }
  return undefined;
}

import type { HttpRequest } from '../../adapters/route';
import { maySettle } from '../../bot/desk/casesView';
import { refusal } from '../../bot/httpEdge';
import { findCase } from '../../bot/operator/findCase';
import type { Principal } from '../../bot/staff/principal';
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

/** The market of the conversation that a case belongs to. */
export async function caseMarket({ store }: Pick<DeskRoutesParts, 'store'>, caseId = ''): Promise<Market | undefined> {
  return (await findCase(store, caseId))?.document.market;
}

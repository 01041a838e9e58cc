import type { HttpRequest } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';
import type { Principal } from '../../bot/staff/principal';
import { bodyOf } from '../auth/answers';
import type { Answer } from '../auth/pageApi';
import { Canning } from './bodies';
import type { DeskRoutesParts } from './parts';

/** Keeps, changes or takes away a reply that staff have ready. */
export async function cannedAnswer(
  { shelf }: Pick<DeskRoutesParts, 'shelf'>,
  request: HttpRequest,
  { markets }: Principal,
): Promise<Answer> {
  const body = bodyOf(request, Canning);
  if ('refused' in body) return body.refused;
  const wish = body.value;
  const kept = 'remove' in wish ? await shelf.remove(wish.id, markets) : await shelf.save(wish, markets);
  if (kept === 'notYours') return refusal(403, 'NotAllowed', 'It is for a market that you do not work for.');
  if (kept === 'taken') return refusal(409, 'ChangedSince', 'Somebody changed it since you looked. Look at it again.');
  return kept === 'removed' ? { status: 204 } : { read: kept };
}

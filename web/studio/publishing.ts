import type { HttpRequest } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';
import type { Principal } from '../../bot/staff/principal';
import type { Draft } from '../../bot/studio/contract';
import type { StudioRefusal } from '../../bot/studio/rules';
import { Market } from '../../machines/market';
import { bodyOf, queryOf } from '../auth/answers';
import { NOT_FOUND } from '../auth/guard';
import type { Answer } from '../auth/pageApi';
import { Approving, ApprovingLegal, Challenging, Diffing, Flying, Pointing, Publishing, Withdrawing } from './bodies';
import type { StudioRoutesParts } from './parts';

/** What routes about versions, approvals and pointers answer. */

export async function versionAnswer({ contents }: StudioRoutesParts, { params }: HttpRequest): Promise<Answer> {
  const number = Number(params.version);
  const version = Number.isSafeInteger(number) ? await contents.version(number) : undefined;
  return version === undefined ? NOT_FOUND : { read: version };
}

export async function diffAnswer({ contents }: StudioRoutesParts, request: HttpRequest): Promise<Answer> {
  const query = queryOf(request, Diffing);
  if ('refused' in query) return query.refused;
  const diff = await contents.diff(query.value.from, query.value.to);
  return diff === undefined ? NOT_FOUND : { read: diff };
}

export async function approvalsAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  return withDraft(parts, request, async (draft) => ({ read: await parts.publisher.approvals(who, draft) }));
}

export async function approveAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Approving);
  if ('refused' in body) return body.refused;
  return withDraft(parts, request, async (draft) => {
    const refused = await parts.publisher.approve(who, draft, body.value.hash, body.value.markets);
    return refused ? refusedAs(refused) : { read: await parts.publisher.approvals(who, draft) };
  });
}

export async function approveLegalAnswer(
  parts: StudioRoutesParts,
  request: HttpRequest,
  who: Principal,
): Promise<Answer> {
  const body = bodyOf(request, ApprovingLegal);
  if ('refused' in body) return body.refused;
  return withDraft(parts, request, async (draft) => {
    const refused = await parts.publisher.approveLegal(who, draft, body.value.texts);
    return refused ? refusedAs(refused) : { read: await parts.publisher.approvals(who, draft) };
  });
}

export async function withdrawAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Withdrawing);
  if ('refused' in body) return body.refused;
  return withDraft(parts, request, async (draft) => {
    const refused = await parts.publisher.withdraw(who, draft.id, body.value.markets);
    return refused ? refusedAs(refused) : { read: await parts.publisher.approvals(who, draft) };
  });
}

export async function preFlightAnswer(parts: StudioRoutesParts, request: HttpRequest): Promise<Answer> {
  const query = queryOf(request, Flying);
  if ('refused' in query) return query.refused;
  return withDraft(parts, request, async (draft) => {
    const flight = await parts.contents.preFlight(draft, query.value.markets);
    return flight === undefined ? NOT_SERVED : { read: flight };
  });
}

export async function publishAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Publishing);
  if ('refused' in body) return body.refused;
  return withDraft(parts, request, async (draft) => {
    const published = await parts.publisher.publish(who, draft, body.value);
    return 'refused' in published ? refusedAs(published) : { read: published };
  });
}

export async function pointAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Pointing);
  if ('refused' in body) return body.refused;
  const market = marketOf(request);
  if (market === undefined) return NOT_FOUND;
  const refused = await parts.publisher.point(who, market, body.value);
  return refused ? refusedAs(refused) : { read: await parts.contents.library() };
}

export async function challengeAnswer(parts: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Challenging);
  if ('refused' in body) return body.refused;
  const market = marketOf(request);
  if (market === undefined) return NOT_FOUND;
  const { from, challenger } = body.value;
  const refused = await parts.publisher.challenge(who, market, { from, challenger: challenger ?? undefined });
  return refused ? refusedAs(refused) : { read: await parts.contents.library() };
}

/** The market that a route of one market names. */
export function marketOf({ params }: HttpRequest): Market | undefined {
  return Market.safeParse(params.market).data;
}

async function withDraft(
  { drafts }: StudioRoutesParts,
  { params }: HttpRequest,
  answer: (draft: Draft) => Promise<Answer>,
): Promise<Answer> {
  const draft = await drafts.find(params.id ?? '');
  return draft === undefined ? NOT_FOUND : answer(draft);
}

function refusedAs({ refused, message }: StudioRefusal): Answer {
  return refusal(STATUS[refused] ?? 422, refused, message);
}

/** What somebody else decided meanwhile is looked at again; everything else cannot be done as it is. */
const STATUS: Readonly<Record<string, number>> = { DraftChanged: 409, PointerMoved: 409, NotAllowed: 403 };
const NOT_SERVED = refusal(
  422,
  'NotServed',
  'The draft cannot run in one of these markets. Correct what the check lists.',
);

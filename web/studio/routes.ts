import type { HttpRequest } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';
import type { Principal } from '../../bot/staff/principal';
import type { Session } from '../../bot/staff/session';
import type { Draft, DraftConflict, NotAFlow, StudioRoutes } from '../../bot/studio/contract';
import { notAFlow } from '../../bot/studio/drafts';
import { readContent } from '../../bot/studio/readContent';
import { bodyOf } from '../auth/answers';
import { type GuardedRoute, NOT_FOUND, type Policy } from '../auth/guard';
import { type Answer, pageApi } from '../auth/pageApi';
import { Beginning, Checking, Commenting, Saving } from './bodies';
import type { StudioRoutesParts } from './parts';
import {
  approvalsAnswer,
  approveAnswer,
  approveLegalAnswer,
  challengeAnswer,
  diffAnswer,
  marketOf,
  pointAnswer,
  preFlightAnswer,
  publishAnswer,
  versionAnswer,
  withdrawAnswer,
} from './publishing';

/** Everything the studio's page asks the server for. */
export function createStudioRoutes(parts: StudioRoutesParts): readonly GuardedRoute[] {
  const { drafts, comments, contents, publisher } = parts;
  const { get, post } = pageApi({ name: 'studio', version: parts.version, mostBytes: MOST_BYTES });
  return [
    get('me', LOOKS, (_, who, session) => ({ read: meOf(who, session) })),
    get('world', LOOKS, () => ({ read: parts.world() })),
    get('drafts', LOOKS, async () => ({ read: { drafts: await drafts.list() } })),
    post('drafts', MAKES, (request, who) => begin(parts, request, who)),
    get('drafts/:id', LOOKS, async ({ params }) => found(await drafts.find(params.id ?? ''))),
    post('drafts/:id', MAKES, (request, who) => save(parts, request, who)),
    post('drafts/:id/remove', MAKES, ({ params }, who) => remove(parts, params.id ?? '', who)),
    post('check', LOOKS, (request) => check(parts, request)),
    get('library', LOOKS, async () => ({ read: await contents.library() })),
    get('versions/:version', LOOKS, (request) => versionAnswer(parts, request)),
    get('diff', LOOKS, (request) => diffAnswer(parts, request)),
    get('drafts/:id/comments', LOOKS, async ({ params }) => ({
      read: { comments: await comments.list(params.id ?? '') },
    })),
    post('drafts/:id/comments', DECIDES, (request, who) => comment(parts, request, who)),
    get('drafts/:id/approvals', LOOKS, (request, who) => approvalsAnswer(parts, request, who)),
    post('drafts/:id/approve', APPROVES, (request, who) => approveAnswer(parts, request, who)),
    post('drafts/:id/approve-legal', APPROVES, (request, who) => approveLegalAnswer(parts, request, who)),
    post('drafts/:id/withdraw', APPROVES, (request, who) => withdrawAnswer(parts, request, who)),
    get('drafts/:id/pre-flight', LOOKS, (request) => preFlightAnswer(parts, request)),
    post('drafts/:id/publish', DECIDES, (request, who) => publishAnswer(parts, request, who)),
    post('pointers/:market', OF_MARKET, (request, who) => pointAnswer(parts, request, who)),
    post('pointers/:market/challenger', OF_MARKET, (request, who) => challengeAnswer(parts, request, who)),
    get('moves', LOOKS, async () => ({ read: { moves: await contents.moves() } })),
    get('history', LOOKS, async () => ({ read: { lines: await publisher.history(MOST_LINES) } })),
  ];
}

/** Of a request: as much as a flow with all its words may be. */
const MOST_BYTES = 1_048_576;
const LOOKS: Policy = { roles: ['designer', 'approver', 'auditor'], market: 'own' };
const MAKES: Policy = { roles: ['designer'], market: 'own' };
const APPROVES: Policy = { roles: ['approver'], market: 'own' };
const DECIDES: Policy = { roles: ['designer', 'approver'], market: 'own' };
const OF_MARKET: Policy = { roles: ['designer', 'approver'], market: marketOf };
const MOST_LINES = 200;

function meOf(
  { id, name, roles, markets }: Principal,
  { csrf, idleEndsAt }: Session,
): StudioRoutes['GET me']['answer'] {
  return { id, name, roles, markets, csrf, idleEndsAt };
}

function found(thing: object | undefined): Answer {
  return thing === undefined ? NOT_FOUND : { read: thing };
}

async function begin({ drafts }: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Beginning);
  if ('refused' in body) return body.refused;
  const { title, base, flow, words = {} } = body.value;
  const begun = await drafts.begin({ title, base, flow, words }, who.id);
  if (begun === 'tooMany') return TOO_MANY;
  return 'code' in begun ? unprocessable(begun) : { status: 201, body: begun };
}

async function save({ drafts }: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Saving);
  if ('refused' in body) return body.refused;
  const { revision, title, flow, words = {} } = body.value;
  const saved = await drafts.save(request.params.id ?? '', { revision, title, flow, words }, who.id);
  if (saved === undefined) return NOT_FOUND;
  if ('theirs' in saved) return conflict(saved.theirs);
  return 'code' in saved ? unprocessable(saved) : { read: saved };
}

/** By its owner alone: for others it is somebody's work. */
async function remove({ drafts }: StudioRoutesParts, id: string, who: Principal): Promise<Answer> {
  const draft = await drafts.find(id);
  if (draft === undefined) return NOT_FOUND;
  if (draft.owner !== who.id) return NOT_YOURS;
  await drafts.remove(id);
  return { status: 204 };
}

function check(parts: StudioRoutesParts, request: HttpRequest): Answer {
  const body = bodyOf(request, Checking);
  if ('refused' in body) return body.refused;
  const read = readContent(body.value.flow, body.value.words);
  if ('problems' in read) return unprocessable(notAFlow(read.problems));
  return { read: parts.check(read.parsed, read.content.words) };
}

async function comment({ drafts, comments }: StudioRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Commenting);
  if ('refused' in body) return body.refused;
  const draft = await drafts.find(request.params.id ?? '');
  if (draft === undefined) return NOT_FOUND;
  const { text, step } = body.value;
  return { read: { comments: await comments.add(draft.id, who, step === undefined ? { text } : { text, step }) } };
}

function unprocessable(body: NotAFlow): Answer {
  return { status: 422, body };
}

function conflict(theirs: Draft): Answer {
  const message = `${theirs.savedBy} saved this draft since you opened it. Bring both together and save again.`;
  return { status: 409, body: { code: 'DraftChanged', message, theirs } satisfies DraftConflict };
}

const TOO_MANY = refusal(422, 'TooManyDrafts', 'There are 200 drafts. Remove some that nobody needs.');
const NOT_YOURS = refusal(403, 'NotYours', 'Only its owner removes a draft.');

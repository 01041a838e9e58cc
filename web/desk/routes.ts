import type { HttpRequest } from '../../adapters/route';
import { colleague } from '../../bot/desk/boardView';
import type { Me, People } from '../../bot/desk/contract';
import { conversationView, previewAt } from '../../bot/desk/conversationView';
import { agentOf } from '../../bot/desk/holder';
import { listReveals } from '../../bot/desk/reveals';
import { refusal } from '../../bot/httpEdge';
import { hasRole, type Principal, worksFor } from '../../bot/staff/principal';
import type { Session } from '../../bot/staff/session';
import { unlessErased } from '../../bot/unlessErased';
import { Market } from '../../machines/market';
import { bodyOf, queryOf } from '../auth/answers';
import { type GuardedRoute, NOT_FOUND, type Policy } from '../auth/guard';
import { type Answer, pageApi } from '../auth/pageApi';
import { Commanding, Presenting, Revealing, RevealsQuery, WorkQuery } from './bodies';
import { cannedAnswer } from './canned';
import { caseMarket, decideAnswer } from './cases';
import { commandAnswer } from './commands';
import type { DeskRoutesParts } from './parts';
import { proofToDecide, proofToReveal } from './proof';

/**
 * Everything the desk's page asks the server for. What names a conversation is judged by that conversation's market:
 * of another market than the asker's it is not found, as if it had never been.
 */
export function createDeskRoutes(parts: DeskRoutesParts): readonly GuardedRoute[] {
  const { store, live, shelf } = parts;
  const { get, post } = pageApi({ name: 'desk', version: parts.version, mostBytes: MOST_BYTES });
  const market = ({ params }: HttpRequest) => conversationMarket(parts, params.id);
  const ofCase = ({ params }: HttpRequest) => caseMarket(parts, params.id);
  return [
    get('me', EVERYBODY, (_, who, session) => ({ read: meOf(parts, who, session) })),
    get('work', AT_DESK, async (request, who) => {
      const query = queryOf(request, WorkQuery);
      return 'refused' in query ? query.refused : { read: await live.work(who, query.value) };
    }),
    get('conversations/:id', { ...LOOKS, market }, async ({ params, query }, who) => {
      const after = Number(query.get('after')) || 0;
      return found(await conversationView({ ...parts, rowOf: live.rowOf }, who, params.id ?? '', after));
    }),
    get('conversations/:id/hand-back', { ...LOOKS, market }, async ({ params, query }) =>
      found(await previewAt(parts, params.id ?? '', query.get('step') ?? '')),
    ),
    post('conversations/:id/commands', { ...ACTS, market }, async (request, who) => {
      const body = bodyOf(request, Commanding);
      return 'refused' in body ? body.refused : commandAnswer(parts, who, request.params.id ?? '', body.value);
    }),
    post('conversations/:id/reveal', { ...ACTS, market, provenWithinMs: proofToReveal }, (request, who) =>
      revealAnswer(parts, request, who),
    ),
    post('conversations/:id/typing', { ...ACTS, market }, ({ params }, who) => tellTyping(parts, params.id ?? '', who)),
    post('presence', { ...AT_DESK, passive: true }, async (request, who) => {
      const body = bodyOf(request, Presenting);
      if ('refused' in body) return body.refused;
      await live.present(who, body.value.presence);
      return { status: 204 };
    }),
    post('cases/:id/decide', { ...LOOKS, market: ofCase, provenWithinMs: proofToDecide }, (request, who) =>
      decideAnswer(parts, request, who),
    ),
    get('board', { roles: ['supervisor'], market: 'own' }, async (_, who) => ({ read: await live.board(who) })),
    get('people', { ...ACTS, market: 'own' }, ({ query }, who) => peopleAnswer(parts, query.get('market'), who)),
    get('canned', AT_DESK, async (_, who) => ({ read: { rows: await shelf.list(who.markets) } })),
    post('canned', { roles: ['supervisor'], market: 'own' }, (request, who) => cannedAnswer(parts, request, who)),
    get('reveals', { roles: ['auditor'], market: 'own' }, async (request, { markets }) => {
      const query = queryOf(request, RevealsQuery);
      return 'refused' in query ? query.refused : { read: await listReveals(store, { markets, ...query.value }) };
    }),
  ];
}

const MOST_BYTES = 32_768;
const EVERYBODY: Policy = { roles: 'everybody', market: 'own' };
const AT_DESK: Policy = { roles: ['agent', 'supervisor', 'operator'], market: 'own' };
const LOOKS = { roles: ['agent', 'supervisor', 'operator'] } as const satisfies Partial<Policy>;
const ACTS = { roles: ['agent', 'supervisor'] } as const satisfies Partial<Policy>;

function found(view: object | undefined): Answer {
  return view === undefined ? NOT_FOUND : { read: view };
}

function meOf({ live }: DeskRoutesParts, who: Principal, { csrf, idleEndsAt }: Session): Me {
  return { ...who, presence: live.presenceOf(who.id), csrf, idleEndsAt };
}

/** What operators keep of their own is kept as conversations too, and is none of the desk's. */
async function conversationMarket({ store }: DeskRoutesParts, id = ''): Promise<Market | undefined> {
  if (id === '' || id.startsWith('operators:')) return undefined;
  return (await unlessErased(() => store.load(id)))?.market;
}

/** Colleagues see it, and the customer of whoever has the pen. */
async function tellTyping({ store, bot, live }: DeskRoutesParts, id: string, who: Principal): Promise<Answer> {
  const pen = (await store.load(id))?.pen;
  if (pen !== undefined && agentOf(pen) === who.id) bot.intake.typing.tell(id, { from: 'agent', name: who.name });
  live.typing(id, who);
  return { status: 204 };
}

async function revealAnswer(parts: DeskRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Revealing);
  if ('refused' in body) return body.refused;
  const revealed = await parts.reveal(who, request.params.id ?? '', body.value);
  if (revealed === undefined) return NOT_FOUND;
  if (revealed.kind === 'revealed') return { read: { value: revealed.value, until: revealed.until } };
  return refusal(revealed.code === 'TooManyReveals' ? 403 : 422, revealed.code, revealed.message);
}

/** Whom a conversation of that market can be passed to. */
async function peopleAnswer(
  { people, live, queues }: DeskRoutesParts,
  name: string | null,
  who: Principal,
): Promise<Answer> {
  const market = Market.safeParse(name).data;
  if (market === undefined || !worksFor(who, market)) return NOT_FOUND;
  const [everybody, { agents }] = await Promise.all([people(), live.board(who)]);
  const able = everybody.filter((one) => worksFor(one, market) && hasRole(one, ['agent', 'supervisor']));
  const answer: People = {
    agents: able.map((able) => {
      const known = agents.find(({ id }) => id === able.id);
      return known ?? { ...colleague(able), presence: 'offline', load: 0 };
    }),
    queues: queues(market),
  };
  return { read: answer };
}

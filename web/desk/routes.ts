import type { HttpRequest } from '../../adapters/route';
import type { Me, People } from '../../bot/desk/contract';
import { conversationView, previewAt } from '../../bot/desk/conversationView';
import { agentOf } from '../../bot/desk/holder';
import { listReveals } from '../../bot/desk/reveals';
import { refusal } from '../../bot/httpEdge';
import { hasRole, type Principal, worksFor } from '../../bot/staff/principal';
import type { Session } from '../../bot/staff/session';
import { unlessErased } from '../../bot/unlessErased';
import { Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import { isOperatorsThread } from '../../store/operatorsThread';
import { bodyOf, queryOf } from '../auth/answers';
import { type GuardedRoute, NOT_FOUND, type Policy } from '../auth/guard';
import { oncePerRequest } from '../auth/oncePerRequest';
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
  const { store, live, shelf, staff } = parts;
  const { get, post } = pageApi({ name: 'desk', version: parts.version, mostBytes: MOST_BYTES });
  const documentOf = oncePerRequest(({ params }) => loadCustomers(parts, params.id));
  const market = async (request: HttpRequest) => (await documentOf(request))?.market;
  /** Whoever gets past the policy asks of a conversation that is there. */
  const of = (work: OfOne) => async (request: HttpRequest, who: Principal) => {
    const document = await documentOf(request);
    return document === undefined ? NOT_FOUND : work(document, request, who);
  };
  const ofCase = ({ params }: HttpRequest) => caseMarket(parts, params.id);
  return [
    get('me', EVERYBODY, (_, who, session) => ({ read: meOf(parts, who, session) })),
    get('work', AT_DESK, async (request, who) => {
      const query = queryOf(request, WorkQuery);
      return 'refused' in query ? query.refused : { read: await live.work(who, query.value) };
    }),
    get(
      'conversations/:id',
      { ...LOOKS, market },
      of(async (document, { query }, who) => {
        const after = Number(query.get('after')) || 0;
        const { rowOf } = live;
        return { read: await conversationView({ ...parts, rowOf, nameOf: staff.nameOf }, who, document, after) };
      }),
    ),
    get(
      'conversations/:id/hand-back',
      { ...LOOKS, market },
      of(async (document, { query }) => found(await previewAt(parts, document, query.get('step') ?? ''))),
    ),
    post(
      'conversations/:id/commands',
      { ...ACTS, market },
      of(async (document, request, who) => {
        const body = bodyOf(request, Commanding);
        return 'refused' in body ? body.refused : commandAnswer(parts, who, document, body.value);
      }),
    ),
    post(
      'conversations/:id/reveal',
      { ...ACTS, market, provenWithinMs: proofToReveal },
      of((document, request, who) => revealAnswer(parts, document, request, who)),
    ),
    post(
      'conversations/:id/typing',
      { ...ACTS, market },
      of((document, _, who) => tellTyping(parts, document, who)),
    ),
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

type OfOne = (document: ConversationDocument, request: HttpRequest, who: Principal) => Answer | Promise<Answer>;

/** What operators keep of their own is kept as conversations too, and is none of the desk's. */
async function loadCustomers({ store }: DeskRoutesParts, id = ''): Promise<ConversationDocument | undefined> {
  if (id === '' || isOperatorsThread(id)) return undefined;
  return unlessErased(() => store.load(id));
}

/** Colleagues see it, and the customer of whoever has the pen. */
function tellTyping({ bot, live }: DeskRoutesParts, { id, pen }: ConversationDocument, who: Principal): Answer {
  if (agentOf(pen) === who.id) bot.intake.typing.tell(id, { from: 'agent', name: who.name });
  live.typing(id, who);
  return { status: 204 };
}

async function revealAnswer(
  parts: DeskRoutesParts,
  document: ConversationDocument,
  request: HttpRequest,
  who: Principal,
): Promise<Answer> {
  const body = bodyOf(request, Revealing);
  if ('refused' in body) return body.refused;
  const revealed = await parts.reveal(who, document, body.value);
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
  const able = (await people()).filter((one) => worksFor(one, market) && hasRole(one, ['agent', 'supervisor']));
  return { read: { agents: await live.agents(able), queues: queues(market) } satisfies People };
}

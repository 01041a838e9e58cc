import type { HttpRequest } from '../../../adapters/route';
import { refusal } from '../../../bot/httpEdge';
import { type Principal, worksFor } from '../../../bot/staff/principal';
import { notAFlow } from '../../../bot/studio/drafts';
import { armsOf } from '../../../bot/studio/funnel/arms';
import { judge, PLANNED_POINTS, planFor, USUAL_POINTS } from '../../../bot/studio/funnel/experiment';
import { type FunnelParts, funnelOf } from '../../../bot/studio/funnel/funnel';
import type { HeavyWork } from '../../../bot/studio/heavyWork';
import { readContent } from '../../../bot/studio/readContent';
import { replayTraffic } from '../../../bot/studio/replay/replayTraffic';
import type { BoxWorld } from '../../../bot/studio/simulator/box';
import type { SimulatorRoutes } from '../../../bot/studio/simulator/contract';
import type { Simulations, SimulationWish } from '../../../bot/studio/simulator/simulations';
import { type TriedFlow, tryFlow } from '../../../bot/studio/simulator/triedFlows';
import { stormOver } from '../../../bot/studio/storm/stormOver';
import { recorded } from '../../../bot/studio/tests/conversationTest';
import { runTest } from '../../../bot/studio/tests/runTest';
import type { TestOwner, TestShelf } from '../../../bot/studio/tests/testShelf';
import { FlowFault } from '../../../machines/faults';
import type { Market } from '../../../machines/market';
import type { FlowPointer } from '../../../store/documents';
import type { FakedTraffic } from '../../../store/faked/fakedTraffic';
import { bodyOf, queryOf } from '../../auth/answers';
import { type GuardedRoute, NOT_FOUND, type Policy } from '../../auth/guard';
import { type Answer, pageApi } from '../../auth/pageApi';
import { ExperimentQuery, FunnelQuery, Playing, Recording, Replacing, Replaying, Running, Storming } from './bodies';

export interface SimulatorRoutesParts {
  readonly world: BoxWorld;
  readonly simulations: Simulations;
  readonly shelf: TestShelf;
  readonly heavyWork: HeavyWork;
  /** Undefined: there is no such draft. */
  readonly ownerOf: (draft: string) => Promise<TestOwner | undefined>;
  /** Finds out what customers begin on now. */
  readonly ready: () => Promise<void>;
  /** What customers of a market begin on, as far as is known. */
  readonly live: (market: Market) => TriedFlow;
  /** Where new customers of a market begin; undefined while nobody has set it. */
  readonly pointer: (market: Market) => Promise<FlowPointer | undefined>;
  /** What customers are counted from. */
  readonly funnelParts: Omit<FunnelParts, 'breathe'>;
  /** All that is seen here of real conversations. */
  readonly traffic: FakedTraffic;
  readonly version: string;
}

/** Where drafts are tried. But for replays nothing here comes from anybody's data, so it is of no market. */
export function createSimulatorRoutes(parts: SimulatorRoutesParts): readonly GuardedRoute[] {
  const { get, post } = pageApi({ name: 'studio', version: parts.version, mostBytes: MOST_BYTES });
  return [
    post('simulate', LOOKS, (request, who) => simulate(parts, request, who)),
    post('storm', LOOKS, (request) => storm(parts, request)),
    post('tests/run', LOOKS, (request) => runTests(parts, request)),
    post('replay', { roles: ['designer'], market: 'own' }, (request, who) => replay(parts, request, who)),
    get('funnel', COUNTS, (request, who) => funnel(parts, request, who)),
    get('experiment', COUNTS, (request, who) => experiment(parts, request, who)),
    get('drafts/:id/tests', LOOKS, (request) => listTests(parts, request)),
    post('drafts/:id/tests', MAKES, (request, who) => record(parts, request, who)),
    post('drafts/:id/tests/:test', MAKES, (request) => replace(parts, request)),
    post('drafts/:id/tests/:test/remove', MAKES, (request) => remove(parts, request)),
  ];
}

/** Of a request: a flow with all its words, and what is played on it. */
const MOST_BYTES = 2_097_152;
const LOOKS: Policy = { roles: ['designer', 'approver'], market: 'own' };
/** Numbers, of the asker's markets. */
const COUNTS: Policy = { roles: ['designer', 'approver', 'auditor'], market: 'own' };
const MAKES: Policy = { roles: ['designer'], market: 'own' };

/** A flow that was sent is tried; what it cannot do in a market is told like any other problem of it. */
async function onFlow(
  sent: { readonly flow?: unknown; readonly words?: unknown },
  answer: (flow: TriedFlow) => Promise<Answer>,
): Promise<Answer> {
  const read = readContent(sent.flow, sent.words);
  if ('problems' in read) return { status: 422, body: notAFlow(read.problems) };
  try {
    return await answer(tryFlow(read.parsed, read.content.words));
  } catch (cause) {
    if (!(cause instanceof FlowFault)) throw cause;
    return { status: 422, body: notAFlow([cause.message]) };
  }
}

function simulate(
  { simulations }: SimulatorRoutesParts,
  request: HttpRequest,
  who: Principal,
): Promise<Answer> | Answer {
  const body = bodyOf(request, Playing);
  if ('refused' in body) return body.refused;
  return onFlow(body.value, async (flow) => ({ read: await simulations.run(who.id, wishOf(flow, body.value)) }));
}

type Played = Pick<SimulatorRoutes['POST simulate']['body'], 'market' | 'locale' | 'channels' | 'moves' | 'to'>;

function wishOf(flow: TriedFlow, { market, locale, channels, moves, to }: Played): SimulationWish {
  const [first = 'webchat', ...others] = new Set(channels);
  return {
    flow,
    market,
    channels: [first, ...others],
    moves,
    ...(locale !== undefined && { locale }),
    ...(to !== undefined && { to }),
  };
}

async function storm({ world, heavyWork, live, ready }: SimulatorRoutesParts, request: HttpRequest): Promise<Answer> {
  const body = bodyOf(request, Storming);
  if ('refused' in body) return body.refused;
  await ready();
  const { market, seed, customers } = body.value;
  return onFlow(body.value, async (flow) => {
    const plan = { world, flow, other: live(market), market, seed, customers };
    const told = await heavyWork.run((breathe) => stormOver({ ...plan, breathe }));
    return told === undefined ? BUSY : { read: told };
  });
}

/** Of the asker's markets alone: it is made of their customers' conversations, though nothing of theirs is in it. */
async function replay(parts: SimulatorRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Replaying);
  if ('refused' in body) return body.refused;
  const markets = body.value.markets.filter((market) => worksFor(who, market));
  if (markets.length === 0) return NOT_FOUND;
  const { world, traffic, live, heavyWork } = parts;
  await parts.ready();
  return onFlow(body.value, async (draft) => {
    const plan = { world, traffic, live, draft, markets, most: body.value.most };
    const told = await heavyWork.run((breathe) => replayTraffic({ ...plan, breathe }));
    return told === undefined ? BUSY : { read: told };
  });
}

async function funnel(
  { funnelParts, heavyWork }: SimulatorRoutesParts,
  request: HttpRequest,
  who: Principal,
): Promise<Answer> {
  const query = queryOf(request, FunnelQuery);
  if ('refused' in query) return query.refused;
  const wish = query.value;
  if (!worksFor(who, wish.market)) return NOT_FOUND;
  const told = await heavyWork.run((breathe) => funnelOf({ ...funnelParts, breathe }, wish));
  return told === undefined ? BUSY : { read: told };
}

async function experiment(parts: SimulatorRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const query = queryOf(request, ExperimentQuery);
  if ('refused' in query) return query.refused;
  const { market } = query.value;
  if (!worksFor(who, market)) return NOT_FOUND;
  const plans = PLANNED_POINTS.map(planFor);
  const pointer = await parts.pointer(market);
  if (pointer?.challenger === undefined) return { read: { plans } };
  const { setAt: since, version, challenger } = pointer;
  const plan = planFor(challenger.points ?? USUAL_POINTS);
  const wish = { market, since, versions: [version, challenger.version] as const, perArm: plan.perArm };
  const told = await parts.heavyWork.run(async (breathe) => {
    const [control, other] = await armsOf({ ...parts.funnelParts, breathe }, wish);
    return judge({ market, since, share: challenger.share, control, challenger: other, plan });
  });
  return told === undefined ? BUSY : { read: { running: told, plans } };
}

function runTests({ world }: SimulatorRoutesParts, request: HttpRequest): Promise<Answer> | Answer {
  const body = bodyOf(request, Running);
  if ('refused' in body) return body.refused;
  return onFlow(body.value, async (flow) => {
    const runs: SimulatorRoutes['POST tests/run']['answer']['runs'][number][] = [];
    for (const test of body.value.tests) runs.push(await runTest(world, flow, test));
    return { read: { runs } };
  });
}

async function listTests({ shelf, ownerOf }: SimulatorRoutesParts, { params }: HttpRequest): Promise<Answer> {
  const owner = await ownerOf(params.id ?? '');
  return owner === undefined ? NOT_FOUND : { read: { tests: await shelf.list(owner) } };
}

/** Played once more, here: what a page says it saw is not what a test expects. */
async function record(parts: SimulatorRoutesParts, request: HttpRequest, who: Principal): Promise<Answer> {
  const body = bodyOf(request, Recording);
  if ('refused' in body) return body.refused;
  const { name, market, locale } = body.value;
  const owner = await parts.ownerOf(request.params.id ?? '');
  if (owner === undefined) return NOT_FOUND;
  return onFlow(body.value, async (flow) => {
    const wish = wishOf(flow, body.value);
    const { sides } = await parts.simulations.run(who.id, { ...wish, channels: [wish.channels[0]] });
    const [side] = sides;
    if (side === undefined || side.turns.length === 0) return NOTHING;
    const kept = await parts.shelf.keep(owner, recorded(name, market, locale, side));
    return kept === 'tooMany' ? TOO_MANY : { status: 201, body: kept };
  });
}

async function replace({ shelf, ownerOf }: SimulatorRoutesParts, request: HttpRequest): Promise<Answer> {
  const body = bodyOf(request, Replacing);
  if ('refused' in body) return body.refused;
  const [owner, id] = [await ownerOf(request.params.id ?? ''), request.params.test ?? ''];
  if (owner === undefined || !(await shelf.list(owner)).some((one) => one.id === id)) return NOT_FOUND;
  const kept = await shelf.keep(owner, body.value.test, id);
  return kept === 'tooMany' ? TOO_MANY : { read: kept };
}

async function remove({ shelf, ownerOf }: SimulatorRoutesParts, { params }: HttpRequest): Promise<Answer> {
  const owner = await ownerOf(params.id ?? '');
  if (owner === undefined) return NOT_FOUND;
  await shelf.remove(owner, params.test ?? '');
  return { status: 204 };
}

const TOO_MANY = refusal(422, 'TooManyTests', 'This draft has 500 tests. Remove some that nobody needs.');
const NOTHING = refusal(422, 'NothingPlayed', 'Nothing was played yet. Open the chat first.');
const BUSY = {
  ...refusal(503, 'Busy', 'Another storm or replay runs now. Try again in a moment.'),
  headers: { 'Retry-After': '5' },
};

import type { TokenSubject } from '../../../adapters/channels/webchat/tokens';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { loadTexts } from '../../../bot/loadTexts';
import type { TranscriptEntry } from '../../../dialogs/message';
import { MARKETS, type Market } from '../../../machines/market';
import type { CommitOutcome } from '../../../store/store';
import { chanceOf, pickOf } from '../customers';
import { activityBody, operatorBody, webhook } from './activities';
import { hostileText, hostileValue, mutated, mutatedBytes, type Random, wellFormed } from './hostile';
import { OPERATOR_TOKEN, SECRET, type Sent, type World } from './world';

/** Somebody in the web chat: what the bot offered last is what they are most likely to tap. */
interface Chatter {
  readonly subject: TokenSubject;
  readonly conversationId: string;
  token: string;
  /** Of the day before: run out. */
  old: string;
  offered: readonly string[];
  /** Everything that was ever offered to them: old buttons stay on the screen. */
  readonly shown: string[];
  /** What would be a good answer to the open question. */
  wanted: string | undefined;
  /** How often they do what they are asked: between 0 and 1. */
  readonly care: number;
  left: number;
  readonly leave: () => void;
}

const CHATTERS = 24;
const PHONES = 40;
const MESSAGES_EACH = 90;

/** Everyone who talks to the world at once; each next input is one of theirs. */
export async function createPeople(world: World, seed: number, corpus: readonly Buffer[]) {
  const random = chanceOf(seed);
  let born = 0;
  const chatters: Chatter[] = [];
  for (let at = 0; at < CHATTERS; at++) chatters.push(await arrive());

  async function arrive(): Promise<Chatter> {
    born += 1;
    const conversationId = `fuzz-${seed}-${String(born).padStart(12, '0')}`;
    const market = MARKETS[born % MARKETS.length] ?? 'SG';
    const subject = { conversationId, userId: `dl_${born}`, market };
    const { token } = await world.tokens.issue(subject);
    const hear = (entries: readonly TranscriptEntry[]) => {
      const offered = entries.flatMap(payloadsIn);
      chatter.wanted = entries.map((entry) => exampleFor(entry, market)).findLast((example) => example !== undefined);
      if (offered.length === 0) return;
      chatter.offered = offered;
      chatter.shown.push(...offered);
    };
    const unsubscribe = world.bot.intake.subscribe(conversationId, hear);
    const leave = () => {
      unsubscribe();
      world.forget(conversationId);
    };
    const chatter: Chatter = {
      subject,
      conversationId,
      token,
      old: token,
      offered: [],
      shown: [],
      wanted: undefined,
      care: random() < 0.5 ? 0.97 : random(),
      left: MESSAGES_EACH,
      leave,
    };
    await world.answer({
      method: 'POST',
      route: `${BASE}/conversations`,
      headers: { authorization: `Bearer ${token}` },
      body: Buffer.alloc(0),
    });
    return chatter;
  }

  /** One of the chatters; whoever has said enough leaves for another. */
  async function speaker(): Promise<Chatter> {
    const at = Math.floor(random() * chatters.length);
    const chatter = chatters[at] as Chatter;
    chatter.left -= 1;
    if (chatter.left > 0) return chatter;
    chatter.leave();
    const next = await arrive();
    chatters[at] = next;
    return next;
  }

  return {
    random,
    speaker,
    async next(): Promise<Sent> {
      const chance = random();
      if (random() < 0.001) await sleep();
      if (random() < 0.003) world.falter(pickOf(random, OUTCOMES) ?? { status: 'conflict' });
      if (chance < 0.7) return activity(await speaker());
      if (chance < 0.9) return fromTwilio('/twilio/inbound', '');
      if (chance < 0.93) return fromTwilio('/twilio/status', statusQuery(await speaker(), random));
      if (chance < 0.96) return toTheDoor(random);
      return besides(await speaker(), random);
    },
  };

  /** Everybody is away for a night, and comes back with a new token. */
  async function sleep(): Promise<void> {
    world.passes(7 * 3_600_000);
    for (const chatter of chatters) {
      chatter.old = chatter.token;
      chatter.token = (await world.tokens.issue(chatter.subject)).token;
    }
  }

  function activity({ conversationId, token, offered, shown, wanted, care }: Chatter): Sent {
    const isCareful = random() < care;
    const kept = !isCareful && random() < 0.15 ? pickOf(random, corpus) : undefined;
    const seen = random() < 0.15 ? shown : offered;
    const body =
      kept === undefined ? activityBody(random, { offered: seen, wanted, isCareful }) : mutatedBytes(random, kept);
    return { ...posted(token), route: `${BASE}/conversations/:id/activities`, id: conversationId, body };
  }

  function fromTwilio(route: string, query: string): Sent {
    const user = `whatsapp:+6590${String(Math.floor(random() * PHONES)).padStart(6, '0')}`;
    const { body, signature } = webhook(random, route, query, user);
    return { method: 'POST', route, query, headers: { 'x-twilio-signature': signature }, body };
  }
}

export type People = Awaited<ReturnType<typeof createPeople>>;

const BASE = '/v3/directline';

function posted(token: string) {
  return { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
}

function payloadsIn({ body }: TranscriptEntry): readonly string[] {
  if (body.from !== 'bot') return [];
  const { choices = [], cards = [], summary = [] } = body.reply;
  const changes = summary.flatMap(({ change }) => (change ? [change] : []));
  return [...choices, ...cards.map(({ select }) => select), ...changes].map(({ payload }) => payload);
}

const OUTCOMES: readonly CommitOutcome[] = [
  { status: 'conflict' },
  { status: 'duplicate', receipt: 1 },
  { status: 'fenced' },
];
const TEXTS = loadTexts();
const EXAMPLES = ['givenName', 'familyName', 'fullName', 'email', 'addressLine', 'patronymic'] as const;

/** As the texts and the market give it to customers who do not know what to write. */
function exampleFor({ body }: TranscriptEntry, market: Market): string | undefined {
  const field = body.from === 'bot' ? body.reply.prompt?.field : undefined;
  if (field === undefined || body.from !== 'bot') return undefined;
  if (field === 'mobile') return MARKET_PROFILES[market].phone.example;
  const example = EXAMPLES.find((one) => one === field);
  return example === undefined ? undefined : TEXTS.say(body.reply.locale, `example.${example}`);
}

function statusQuery({ conversationId }: Chatter, random: Random): string {
  const query = new URLSearchParams({ c: conversationId, w: 'reply:1', p: String(Math.floor(random() * 3)) });
  return random() < 0.8 ? query.toString() : mutated(random, query.toString()).replace(/[^\x21-\x7e]/g, '');
}

function toTheDoor(random: Random): Sent {
  const names = ['cases/decide', 'dead-letters/replay', 'callouts', 'backup'];
  const token = random() < 0.9 ? OPERATOR_TOKEN : hostileText(random);
  return {
    method: 'POST',
    route: `/api/operator/${pickOf(random, names)}`,
    headers: { authorization: `Bearer ${token}` },
    body: operatorBody(random),
  };
}

/** The other addresses of the web chat. */
function besides({ conversationId: id, token, old }: Chatter, random: Random): Sent {
  const place = random() < 0.5 ? String(Math.floor(random() * 60)) : wellFormed(hostileText(random));
  const query = random() < 0.5 ? '' : `watermark=${encodeURIComponent(place)}`;
  const bearer = pickOf(random, [token, token, token, old, SECRET, mutated(random, token)]) ?? token;
  const get = { method: 'GET', headers: { authorization: `Bearer ${bearer}` }, query, body: Buffer.alloc(0) };
  const market = pickOf(random, MARKETS);
  const asked = { market, locale: hostileValue(random), user: { id: random() < 0.5 ? 'dl_x' : hostileValue(random) } };
  const json = Buffer.from(JSON.stringify(random() < 0.5 ? asked : hostileValue(random)) ?? '');
  const choices: readonly Sent[] = [
    { ...get, route: `${BASE}/conversations/:id`, id },
    { ...get, route: `${BASE}/conversations/:id/activities`, id },
    { ...get, route: `${BASE}/session/getsessionid` },
    { ...posted(bearer), route: `${BASE}/conversations`, body: json },
    { ...posted(bearer), route: `${BASE}/tokens/refresh`, body: json },
    { ...posted(bearer), route: `${BASE}/tokens/generate`, body: json },
    { ...upload(random, bearer), route: `${BASE}/conversations/:id/upload`, id },
  ];
  return pickOf(random, choices) as Sent;
}

function upload(random: Random, bearer: string) {
  const activity = `--b\r\nContent-Disposition: form-data; name="activity"\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{"type":"message"}\r\n`;
  const file = `--b\r\nContent-Disposition: form-data; name="file"; filename="${hostileText(random).slice(0, 40)}"\r\nContent-Type: image/png\r\n\r\n${hostileText(random)}\r\n`;
  const text = `${random() < 0.7 ? activity : ''}${file}--b--\r\n`;
  const body = Buffer.from(random() < 0.4 ? mutated(random, text) : text);
  const type =
    random() < 0.9 ? 'multipart/form-data; boundary=b' : `multipart/form-data; boundary=${hostileText(random)}`;
  return { method: 'POST', body, headers: { authorization: `Bearer ${bearer}`, 'content-type': type } };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { viewOf } from '../../../bot/conversation';
import { createChance } from '../../../bot/studio/chance';
import { exampleMove } from '../../../bot/studio/simulator/example';
import { fold } from '../../../dialogs/fold';
import { MARKETS } from '../../../machines/market';
import type { ConversationDocument } from '../../../store/documents';
import { createFakedTraffic } from '../../../store/faked/fakedTraffic';
import { sameShape } from '../../../store/faked/sameShape';
import { agentOf } from '../../support/agent';
import { customer, play } from '../../support/conversation';
import { startTestProduct, TEXTS, type TestProduct } from '../../support/product';

/** Things that customers really typed, each where it was asked for or where it was not. */
const TYPED = {
  AU: {
    fullName: '',
    givenName: 'Marguerite-Anne',
    familyName: "O'Sullivan",
    mobile: '0491 570 156',
    email: 'marguerite.osullivan@proton.example',
  },
  HK: { familyName: '歐陽', givenName: '建國', mobile: '+852 6812 7733', email: 'auyeung1974@hkmail.example' },
  TH: {
    fullName: 'สมชาย ศรีสุวรรณ',
    mobile: '081-874-5521',
    email: 'somchai.s@thaimail.example',
    addressLine: '88/12 ซอยสุขุมวิท 39 คลองเตยเหนือ',
  },
  VN: {
    fullName: 'Nguyễn Thị Thuỳ Dương',
    mobile: '0937 774 318',
    email: 'thuyduong.nguyen@vnmail.example',
    addressLine: '27 Nguyễn Huệ, phường Bến Nghé',
  },
  PL: { fullName: 'Małgorzata Wiśniewska', mobile: '512 774 318', email: 'gosia.wisniewska@poczta.example' },
  IN: { fullName: 'Priyanka Ramanathan', mobile: '98765 01234', email: 'priyanka.r@inmail.example' },
} as const;
const CHATTER = 'My account 7734188 was closed by Herr Zimmermann in Kowloon, can you help?';

const OWN_BUTTON = 'Call Frau Kowalczyk on 884512';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product.stop());

const traffic = (seed = 1) =>
  createFakedTraffic(product.store, {
    sightOf: async () => (at) => viewOf(product.sight, at, product.now()).view,
    below: createChance(seed).below,
  });
const lately = (markets: readonly string[] = MARKETS, seed = 1) =>
  traffic(seed).lately({ markets, most: 50, forks: new Set(['employmentStatus']) });

/** The real customer of a market, who says something about themselves at the wrong place, too. */
async function realCustomer(market: keyof typeof TYPED): Promise<string> {
  const answers: Readonly<Record<string, string>> = TYPED[market];
  const { chat } = await play(product, { market }, [customer.opens(), customer.types(CHATTER)]);
  for (let turn = 0; turn < 60; turn++) {
    const document = await product.store.load(chat.conversationId);
    const move = exampleMove(document?.prompt, { market: MARKET_PROFILES[market], locale: 'en', texts: TEXTS });
    if (move === undefined || document?.step === 'marketing') break;
    const own = answers[document?.prompt?.field ?? ''];
    if (own) await chat.types(own);
    else if (move.kind === 'types') await chat.types(move.text);
    else if (move.kind === 'taps')
      await chat.taps(`${document?.prompt?.promptId}|${move.choice}`, labelOf(document, move.choice));
    await product.settled(chat.conversationId);
  }
  await chat.types(CHATTER);
  // What a client of its own makes writes there what it likes.
  await chat.taps('none', OWN_BUTTON);
  return chat.conversationId;
}

function labelOf(document: ConversationDocument | undefined, choice: string): string {
  return document?.prompt?.offered.find((one) => one.choice === choice)?.label ?? '';
}

/** Every word of three letters and every number of four digits that somebody typed. */
function parts(text: string): readonly string[] {
  const dense = /[\p{Script=Han}]/u.test(text) ? [text] : [];
  return [...dense, ...(text.match(/[\p{L}\p{M}]{3,}|\d{4,}/gu) ?? [])];
}

const OURS = new Set(['was', 'can', 'you', 'help', 'example', 'closed', 'account']);

describe('conversations that leave the store', () => {
  const ids = new Map<string, string>();
  beforeAll(async () => {
    for (const market of Object.keys(TYPED) as (keyof typeof TYPED)[]) ids.set(market, await realCustomer(market));
  });

  it('have nothing in them that a customer typed, not a word and not a number, in any script', async () => {
    const faked = await lately();
    expect(faked.length).toBe(ids.size);
    const told = fold(JSON.stringify(faked.map(({ moves }) => moves.map((move) => Object.values(move)))));
    const secrets = [...Object.values(TYPED).flatMap((one) => Object.values(one)), CHATTER, OWN_BUTTON].flatMap(parts);
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => !OURS.has(fold(secret)) && told.includes(fold(secret)))).toEqual([]);
  });

  it('have no value of the facts in them either, no id of anybody and no time', async () => {
    const faked = await lately();
    const told = JSON.stringify(faked);
    for (const [market, id] of ids) {
      const document = await product.store.load(id);
      const { facts, userId, createdAt } = document ?? {};
      for (const field of ['fullName', 'givenName', 'familyName', 'mobile', 'email', 'addressLine'] as const) {
        const value = facts?.fields[field]?.value;
        if (value && TYPED[market as 'AU'][field as 'email']) expect(told).not.toContain(value);
      }
      for (const one of [id, userId, String(createdAt), document?.submitted[0]?.reference])
        expect(told).not.toContain(one);
    }
  });

  it('go the way that the real ones went: what was heard as an answer is one, what was a mistake is one', async () => {
    const [au] = await lately(['AU']);
    const moves = au?.moves ?? [];
    const mobile = moves.find(({ asked }) => asked?.field === 'mobile');
    expect(mobile).toMatchObject({ kind: 'types', text: expect.stringMatching(/^04\d\d \d{3} \d{3}$/) });
    const email = moves.find(({ asked }) => asked?.field === 'email');
    expect(email).toMatchObject({ text: expect.stringMatching(/^[a-z]{10}\.[a-z]{9}@[a-z]{6}\.[a-z]{7}$/) });
    const name = moves.find(({ asked }) => asked?.field === 'familyName');
    expect(name).toMatchObject({ text: expect.stringMatching(/^[A-Z]'[A-Z][a-z]{7}$/) });
    expect(moves[1]).toMatchObject({
      kind: 'types',
      asked: { field: 'product' },
      text: expect.stringMatching(/^[A-Z][a-z] /),
    });
  });

  it('keep a fork’s answer, and draw another of a personal choice, the same each time', async () => {
    const drawn = new Set<string>();
    for (let seed = 1; seed < 12; seed++) {
      const [one] = await lately(['AU'], seed);
      const choiceOf = (field: string) =>
        one?.moves.flatMap((move) => (move.kind === 'taps' && move.asked?.field === field ? [move.choice] : [])) ?? [];
      expect(choiceOf('employmentStatus')).toEqual(['pick:FULL_TIME']);
      drawn.add(choiceOf('incomeBand').join());
    }
    expect(drawn.size).toBeGreaterThan(2);
  });

  it('are of the markets that were asked for, and end where a person took over', async () => {
    expect((await lately(['PL', 'TH'])).map(({ market }) => market).toSorted()).toEqual(['PL', 'TH']);
    const ann = agentOf(() => product);
    const { chat } = await play(product, { market: 'SG' }, [customer.opens(), customer.answersUpTo('email')]);
    await ann.does(chat.conversationId, { kind: 'claim' });
    await ann.does(chat.conversationId, { kind: 'send', text: 'Dear Ms Zimmermann' });
    await chat.types('I am Mathilda Zimmermann');
    await ann.does(chat.conversationId, { kind: 'handBack' });
    const [helped] = await lately(['SG']);
    expect(helped).toMatchObject({ endsWithPerson: true });
    expect(JSON.stringify(helped)).not.toMatch(/Zimmermann|Mathilda/);
    // One that a person ended is among them, and once, though people have something to do with it still.
    await ann.does(chat.conversationId, { kind: 'claim' });
    await ann.does(chat.conversationId, { kind: 'resolve', code: 'informed' });
    expect(await lately(['SG'])).toHaveLength(1);
  });
});

describe('a value of the same shape', () => {
  it('has no letter and no digit of what it stands for in its place, whatever the script', () => {
    const { below } = createChance(7);
    const texts = [...Object.values(TYPED).flatMap((one) => Object.values(one)), ...SCRIPTS];
    for (const text of texts) {
      const [from, to] = [[...text], [...sameShape(text, below)]];
      expect(to).toHaveLength(from.length);
      const kinds = (characters: readonly string[]) => characters.map(kindOf);
      expect(kinds(to)).toEqual(kinds(from));
      expect(from.filter((one, at) => kindOf(one) !== one && to[at] === one)).toEqual([]);
    }
  });
});

const SCRIPTS = ['Иван Петров', 'محمد علي', '१२३ प्रिया', '٠١٢٣٤٥٦٧٨٩'];

/** What is drawn anew by its kind, and what stays as itself. */
function kindOf(character: string): string {
  if (/\p{Nd}/u.test(character)) return 'digit';
  if (!/\p{L}/u.test(character)) return character;
  return /\p{Lu}/u.test(character) ? 'capital' : 'letter';
}

it('is all that those who replay conversations see of a store', () => {
  const folder = join(__dirname, '..', '..', '..', 'bot', 'studio', 'replay');
  const imports = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return [...text.matchAll(/from '([^']*\/store\/[^']*)'/g)].map(([, from]) => from ?? '');
  });
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((from) => !from.includes('/store/faked/'))).toEqual([]);
});

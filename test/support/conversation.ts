import { MARKET_PROFILES } from '../../adapters/markets';
import type { Reply } from '../../dialogs/message';
import type { TextKey } from '../../dialogs/texts';
import type { StepId } from '../../machines/flow';
import type { FieldId } from '../../machines/lead';
import type { Fault } from '../../sandbox/bank/faults';
import type { RecordKind } from '../../store/documents';
import { type Chat, type ChatSettings, type Media, openChat } from './chat';
import { mobileOf, startTestProduct, TEXTS, type TestProduct, type TestProductOptions } from './product';
import { keysIn } from './textKeys';

/** One line of a script: who does what. */
export interface Line {
  readonly says: string;
  run(talk: Talk): Promise<void> | void;
}

/** A script while it runs. */
export interface Talk {
  readonly product: TestProduct;
  readonly chat: Chat;
  readonly settings: ChatSettings;
  /** Everything said so far; old buttons are looked up in it. */
  readonly replies: Reply[];
  /** Said, and not yet looked at by a `bot` line. */
  unread: Reply[];
  lastTap: { payload: string; label: string } | undefined;
  applicationsBefore: number;
}

/**
 * A whole conversation as a test. What the assistant says is given by the keys of its texts, so the script holds in
 * every language; a `bot` line fails when anything else was said, or anything in another order.
 */
export function conversation(title: string, settings: ChatSettings, lines: readonly Line[]): void {
  it(title, async () => {
    await play(products.current(), settings, lines, products.how());
  });
}

/** Runs a script now. `open` says how the customer reaches the product. */
export async function play(
  product: TestProduct,
  settings: ChatSettings,
  lines: readonly Line[],
  open: Open = openChat,
): Promise<Talk> {
  const chat = open(() => product, settings);
  const applicationsBefore = (await product.bank.applications()).length;
  const talk: Talk = { product, chat, settings, replies: [], unread: [], lastTap: undefined, applicationsBefore };
  for (const [index, line] of lines.entries()) {
    try {
      await line.run(talk);
      listen(talk);
    } catch (cause) {
      if (cause instanceof Error) cause.message = `Line ${index + 1} (${line.says}): ${cause.message}`;
      throw cause;
    }
  }
  return talk;
}

type Open = (product: () => TestProduct, settings: ChatSettings) => Chat;

/** One product for all conversations of a test file. */
export const products = createProducts();

function createProducts() {
  let product: TestProduct | undefined;
  let open: Open = openChat;
  return {
    startsOnce(how: Open = openChat, options: TestProductOptions = {}) {
      beforeAll(async () => {
        open = how;
        product = await startTestProduct(options);
      });
      afterAll(() => product?.stop());
    },
    how: () => open,
    current(): TestProduct {
      if (!product) throw new Error('Call products.startsOnce() at the top of the test file.');
      return product;
    },
  };
}

function listen(talk: Talk): void {
  const heard = talk.chat.heard();
  talk.replies.push(...heard);
  talk.unread.push(...heard);
}

const line = (says: string, run: Line['run']): Line => ({ says, run });

const types = (text: string) => line(`customer types "${text.slice(0, 40)}"`, ({ chat }) => chat.types(text));

/** What a customer does. `customer('hi')` is typing. */
export const customer = Object.assign(types, {
  types,
  opens: () => line('customer opens the chat', ({ chat }) => chat.opens()),
  /** Taps a button of the newest message that has one like it: `grant`, `VC830`, `yes`, `status`. */
  taps: (choice: string) => line(`customer taps ${choice}`, (talk) => tap(talk, choice)),
  /** Sends the very same tap once more, as a new message. */
  tapsAgain: () =>
    line('customer taps again', ({ chat, lastTap }) => chat.taps(lastTap?.payload ?? '', lastTap?.label ?? '')),
  /** Taps a button further up in the chat, under an earlier question. */
  tapsOld: (step: StepId, choice: string) =>
    line(`customer taps the old ${choice} of ${step}`, (talk) => tapOld(talk, step, choice)),
  /** Taps "change" beside one line of the summary, or in the list of answers. */
  changes: (field: FieldId) => line(`customer changes ${field}`, (talk) => changeField(talk, field)),
  /** Types the customer's own language's word for a command: `back`, `agent`, `stop`. */
  asksFor: (command: string) => line(`customer asks for ${command}`, (talk) => askFor(talk, command)),
  sends: (media: Media) => line(`customer sends ${media}`, ({ chat }) => chat.sends(media)),
  /** Gives every answer as this market's example customer would, until this step is asked. */
  answersUpTo: (step: StepId) => line(`customer answers up to ${step}`, (talk) => answerUpTo(talk, step)),
  /** Answers the current question as this market's example customer would. */
  answers: () => line('customer answers', (talk) => answer(talk)),
});

/** What the assistant said since the customer's last lines: all of it, in order. Nothing at all: `bot()`. */
export function bot(...keys: readonly TextKey[]): Line {
  return line(`bot says ${keys.join(', ')}`, (talk) => {
    const here = keys.map((key) => onChannel(talk, key));
    const said = keysIn(talk.unread, here);
    talk.unread = [];
    expect(said).toEqual(here);
  });
}

/** Where a market does not allow links on the customer's channel, a text has a twin that does without. */
function onChannel({ chat, settings }: Talk, key: TextKey): string {
  const { linkDelivery } = MARKET_PROFILES[settings.market].acknowledgement;
  return key === 'say.continueOnline' && !linkDelivery.includes(chat.channel) ? `${key}NoLink` : key;
}

/** Only that the assistant spoke the given text last; the way there is another script's business. */
bot.lastly = (key: TextKey): Line =>
  line(`bot lastly says ${key}`, (talk) => {
    const said = keysIn(talk.unread, [key]);
    talk.unread = [];
    expect(said.at(-1)).toBe(key);
  });

/** What the customer could read of it. */
bot.shows = (text: string | RegExp): Line =>
  line(`bot shows ${text}`, ({ replies }) => expect(replies.at(-1)?.text).toMatch(text));

/** No message of the whole conversation has this in it. */
bot.neverShows = (text: string): Line =>
  line(`bot never shows ${text}`, ({ replies }) => {
    expect(replies.map((reply) => reply.text).join('\n')).not.toContain(text);
  });

export const bank = {
  /** The bank has answered whatever was due. */
  answers: () => line('the bank answers', settle),
  fails: (kind: Fault['kind'], more: Partial<Fault> = {}) =>
    line(`the bank fails: ${kind}`, ({ product, settings }) =>
      product.bank.fails({ operation: 'create', market: settings.market, kind, ...more }),
    ),
  goesDown: () => line('the bank goes down', ({ product }) => product.bank.goesDown()),
  comesUp: () => line('the bank comes up', ({ product }) => product.bank.comesUp()),
  /** How many applications of this conversation the bank's own ledger has. */
  has: (count: number) =>
    line(`the bank has ${count}`, async ({ product, applicationsBefore }) => {
      expect((await product.bank.applications()).length - applicationsBefore).toBe(count);
    }),
};

export const desk = {
  /** How many records of a kind are waiting for a person. */
  has: (kind: Exclude<RecordKind, 'consent' | 'notice'>, count: number) =>
    line(`the desk has ${count} ${kind}`, async ({ product, chat }) => {
      const { conversationId } = chat;
      expect(await product.store.records(kind, { conversationId, limit: 10 })).toHaveLength(count);
    }),
  /** Who has the pen. */
  sees: (status: 'bot' | 'pending' | 'open') =>
    line(`the desk sees ${status}`, async (talk) => expect((await current(talk)).status).toBe(status)),
};

export const time = {
  /** The process ends in an orderly way and another takes over its data. */
  restarts: () => line('the process restarts', ({ product }) => product.restart()),
  passes: (hours: number) => line(`${hours} hours pass`, ({ product }) => product.passes(hours * 3_600_000)),
};

/** What is known about the customer, by field; `null` is a question skipped. */
export function knows(fields: { readonly [F in FieldId]?: string | null | undefined }): Line {
  return line(`knows ${Object.keys(fields).join(', ')}`, async (talk) => {
    const { facts } = await current(talk);
    const known = Object.fromEntries(
      Object.keys(fields).map((field) => [field, facts.fields[field as FieldId]?.value]),
    );
    expect(known).toEqual(fields);
  });
}

async function settle({ product, chat }: Talk): Promise<void> {
  await product.settled(chat.conversationId);
  await chat.catchesUp();
}

async function current({ product, chat }: Talk) {
  const document = await product.store.load(chat.conversationId);
  if (!document) throw new Error('The conversation was never opened.');
  return document;
}

function hasChoice(payload: string, choice: string): boolean {
  return payload === choice || payload.endsWith(`|${choice}`) || payload.endsWith(`|pick:${choice}`);
}

function find(replies: readonly Reply[], choice: string) {
  return replies.flatMap(({ choices = [] }) => choices).find(({ payload }) => hasChoice(payload, choice));
}

async function tap(talk: Talk, choice: string): Promise<void> {
  const found = find(talk.replies.toReversed(), choice);
  if (!found) throw new Error(`No message has a button ${choice}.`);
  talk.lastTap = { payload: found.payload, label: found.label };
  await talk.chat.taps(found.payload, found.label);
}

async function tapOld(talk: Talk, step: StepId, choice: string): Promise<void> {
  const asked = talk.replies.filter(({ prompt }) => prompt?.step === step);
  const found = find(asked, choice);
  if (!found) throw new Error(`${step} never had a button ${choice}.`);
  await talk.chat.taps(found.payload, found.label);
}

async function changeField(talk: Talk, field: FieldId): Promise<void> {
  const { prompt } = await current(talk);
  const head = prompt?.kind === 'review' ? prompt.promptId : 'cmd';
  await talk.chat.taps(`${head}|change:${field}`, 'change');
}

async function askFor(talk: Talk, command: string): Promise<void> {
  const [word = command] = TEXTS.accentedWords((await current(talk)).locale, command);
  await talk.chat.types(word);
}

async function answerUpTo(talk: Talk, step: StepId): Promise<void> {
  for (let turns = 0; turns < 60; turns++) {
    if ((await current(talk)).prompt?.step === step) {
      talk.unread = [];
      return;
    }
    await answer(talk);
    await settle(talk);
    listen(talk);
  }
  throw new Error(`After 60 answers ${step} was not asked.`);
}

/** As the example customer: agrees to everything, takes the first row, types the example of the texts. */
async function answer(talk: Talk): Promise<void> {
  const { prompt, locale, market } = await current(talk);
  const field = prompt?.field;
  const firstRow = prompt?.offered.find(
    ({ choice }) => choice.startsWith('pick:') || choice === 'grant' || choice === 'accept',
  );
  if (field === 'language') await talk.chat.taps(`${prompt?.promptId}|pick:${locale}`, locale);
  else if (firstRow) await talk.chat.taps(`${prompt?.promptId}|${firstRow.choice}`, firstRow.label);
  else if (field === 'mobile') await talk.chat.types(mobileOf(market));
  else if (field) await talk.chat.types(TEXTS.say(locale, `example.${field}`));
  else throw new Error('There is no question to answer.');
}

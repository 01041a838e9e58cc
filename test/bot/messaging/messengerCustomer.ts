import type { Intake } from '../../../bot/intake';
import type { Address, CustomerMessage, ProviderCopy, QuickReply, Reply } from '../../../dialogs/message';
import type { Market } from '../../../machines/market';
import type { ReplyWork, WorkItem } from '../../../store/documents';
import type { Store } from '../../../store/store';
import { mobileOf, TEXTS } from '../../support/product';

/** The product as a customer of a messenger meets it. */
interface Door {
  readonly intake: Pick<Intake, 'receive'>;
  readonly store: Store;
  now(): number;
}

type Said = { readonly kind: 'text'; readonly text: string } | Tap | Media;
type Tap = { readonly kind: 'choice'; readonly payload: string; readonly label: string };
type Media = { readonly kind: 'media'; readonly media: Extract<CustomerMessage, { kind: 'media' }>['media'] };

/** What may differ from one message to the next. */
export interface How {
  readonly id?: string;
  readonly sentAt?: number;
  readonly copy?: ProviderCopy;
  readonly address?: Address;
  readonly userId?: string;
  readonly through?: Pick<Intake, 'receive'>;
}

let customers = 0;

/** Writes from a telephone, without ever having opened a chat; what is said back is read from the transcript. */
export function createCustomer(
  door: () => Door,
  {
    markets = ['SG'],
    number = '+6591234567',
    conversationId = `wa-customer-${++customers}`,
  }: { markets?: readonly [Market, ...Market[]]; number?: string; conversationId?: string } = {},
) {
  let messages = 0;
  const home: Address = { account: 'AC1', sender: 'whatsapp:+6530000000', user: `whatsapp:${number}` };

  const send = (said: Said, { address = home, userId = 'person', through, id, ...rest }: How = {}) =>
    (through ?? door().intake).receive({
      ...said,
      ...rest,
      id: id ?? `SM${++messages}`,
      conversationId,
      channel: 'whatsapp',
      receivedAt: door().now(),
      start: { userId, markets, address },
    });
  const entries = () => door().store.transcript(conversationId, 0, 1_000);
  const replies = async (): Promise<readonly Reply[]> =>
    (await entries()).flatMap(({ body }) => (body.from === 'bot' ? [body.reply] : []));
  const document = async () => {
    const found = await door().store.load(conversationId);
    if (!found) throw new Error('The conversation does not exist.');
    return found;
  };
  const button = async (choice: string): Promise<QuickReply> => {
    const all = (await replies()).toReversed().flatMap(({ choices = [] }) => choices);
    const found = all.find(({ payload }) => payload === choice || payload.endsWith(`|${choice}`));
    if (!found) throw new Error(`No message has a button ${choice}.`);
    return found;
  };
  const customer = {
    conversationId,
    home,
    entries,
    replies,
    document,
    types: (text: string, how?: How) => send({ kind: 'text', text }, how),
    sends: (media: Media['media'], how?: How) => send({ kind: 'media', media }, how),
    tapsPayload: (payload: string, how?: How) => send({ kind: 'choice', payload, label: 'a button' }, how),
    taps: async (choice: string, how?: How) => send({ kind: 'choice', ...(await button(choice)) }, how),
    /** The customer's own words as they were kept. */
    said: async () =>
      (await entries()).flatMap(({ body }) => (body.from === 'customer' && body.kind === 'text' ? [body.text] : [])),
    lastText: async () => (await replies()).at(-1)?.text,
    work: async (kind: WorkItem['kind']) =>
      (await door().store.work(conversationId)).filter((item) => item.kind === kind),
    /** Ranges of what is to be sent, in order. */
    replyWork: async () => (await customer.work('reply')).map(({ body }) => body as unknown as ReplyWork),
    /** Gives the example answers until this step is asked. */
    async answersUpTo(step: string) {
      for (let turns = 0; turns < 40; turns++) {
        const { prompt, market, locale } = await document();
        if (prompt?.step === step) return;
        const row = prompt?.offered.find(({ choice }) => /^(pick:|grant$|accept$)/.test(choice));
        if (row) await customer.tapsPayload(`${prompt?.promptId}|${row.choice}`);
        else if (prompt?.field === 'mobile') await customer.types(mobileOf(market));
        else await customer.types(TEXTS.say(locale, `example.${prompt?.field}`));
      }
      throw new Error(`${step} was not asked.`);
    },
  };
  return customer;
}

/** Waits for what happens behind the customer's back: the bank's answer, a worker. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('It did not happen within 10 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

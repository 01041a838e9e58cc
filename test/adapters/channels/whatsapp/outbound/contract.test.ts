import type { WhatsAppAccount } from '../../../../../adapters/channels/whatsapp/accounts';
import { CONTENT_TEMPLATES, contentFor } from '../../../../../adapters/channels/whatsapp/outbound/contentTemplates';
import {
  createWhatsAppMessenger,
  type WhatsAppMessenger,
} from '../../../../../adapters/channels/whatsapp/outbound/messenger';
import { createProviderClock } from '../../../../../adapters/channels/whatsapp/outbound/providerClock';
import { createTwilioClients } from '../../../../../adapters/channels/whatsapp/outbound/twilioClient';
import { createPayloadSeal } from '../../../../../adapters/channels/whatsapp/payloadSeal';
import { createHttp, type Http, type HttpOutcome, type HttpRequest } from '../../../../../adapters/http';
import type { Reply } from '../../../../../dialogs/message';
import { texts } from '../../../../support/fixtures';
import { formFieldsOf, startPrism } from './prism';

/** What Twilio's own client sends for us, through our one way out, held to Twilio's published schema. */

const hex = (digit: string) => digit.repeat(32);
const MESSAGE = `SM${hex('1')}`;
const of = { conversationId: 'conv/1 ü', workId: 'work&1', part: 2, isHeld: () => true };

let prism: Awaited<ReturnType<typeof startPrism>>;
let real: Http;
let exchanges: { readonly request: HttpRequest; readonly outcome: HttpOutcome }[];
let account: WhatsAppAccount;
let messenger: WhatsAppMessenger;
let http: Pick<Http, 'request'>;

beforeAll(async () => {
  prism = await startPrism();
  real = createHttp({ allowedHosts: ['127.0.0.1'] });
});
afterAll(async () => {
  real.close();
  await prism.stop();
});
beforeEach(() => {
  exchanges = [];
  http = {
    async request(request) {
      // Prism's first example of a page leads to a next one that its own schema refuses.
      const isList = request.method === 'GET' && request.url.includes('/Messages.json');
      const headers = { ...request.headers, ...(isList && { Prefer: 'example=readEmptySentdateGreater' }) };
      const outcome = await real.request({ ...request, headers });
      exchanges.push({ request, outcome });
      return outcome;
    },
  };
  account = {
    accountSid: `AC${hex('a')}`,
    authToken: 'token',
    apiBaseUrl: prism.url,
    senders: [{ address: 'whatsapp:+14155238886', markets: ['SG'], messagingServiceSid: `MG${hex('b')}` }],
    templates: { en: `HX${hex('c')}`, 'zh-Hant': `HX${hex('d')}` },
  };
  messenger = createWhatsAppMessenger({
    accounts: [account],
    http,
    texts,
    seal: createPayloadSeal('key'),
    publicBaseUrl: 'https://chat.bank.example/',
    clock: Date.now,
    log: { warn: () => undefined, error: () => undefined },
  });
});
afterEach(() => messenger.stop());

const address = { account: `AC${hex('a')}`, sender: 'whatsapp:+14155238886', user: 'whatsapp:+6591234567' };
const statuses = () => exchanges.map(({ outcome }) => (outcome.kind === 'response' ? outcome.status : outcome.kind));
const lastRequest = () => exchanges.at(-1)?.request;
const form = () => Object.fromEntries(new URLSearchParams(String(lastRequest()?.body)));
const composed = (labels: readonly string[]) => {
  const choices = labels.map((label, index) => ({ payload: `r1q1|pick:${index}`, label }));
  const replies: Reply[] = [{ text: 'Which one?', locale: 'en', choices }];
  const [message] = messenger.compose(replies, { conversationId: 'c1', asText: false });
  if (message === undefined) throw new Error('a question is a message');
  return message;
};

it('a text is posted with names and values that the schema has', async () => {
  expect(await messenger.send({ body: 'Grüße & 你好\n*' }, address, of)).toMatchObject({ class: 'sent' });
  expect(form()).toEqual({
    To: 'whatsapp:+6591234567',
    From: 'whatsapp:+14155238886',
    MessagingServiceSid: `MG${hex('b')}`,
    Body: 'Grüße & 你好\n*',
    StatusCallback: 'https://chat.bank.example/twilio/status?c=conv%2F1%20%C3%BC&w=work%261&p=2',
  });
  expect(lastRequest()?.headers).toMatchObject({ Authorization: `Basic ${btoa(`AC${hex('a')}:token`)}` });
});

it('a person who hides the number is written to by the id', async () => {
  expect(await messenger.send({ body: 'Hi' }, { ...address, user: 'whatsapp:SG.1234' }, of)).toMatchObject({
    class: 'sent',
  });
});

it('a template goes by its content alone, in the language of the customer or none', async () => {
  expect(await messenger.nudge(address, 'zh-Hant-HK', of)).toMatchObject({ class: 'sent' });
  expect(form()).toMatchObject({ ContentSid: `HX${hex('d')}` });
  expect(form()).not.toHaveProperty('Body');
  expect(await messenger.nudge(address, 'en-SG', of)).toMatchObject({ class: 'sent' });
  expect(messenger.nudge(address, 'th', of)).toBeUndefined();
});

it('every posted field is one of the schema', async () => {
  await messenger.send({ body: 'Hi' }, address, of);
  const known = formFieldsOf('/2010-04-01/Accounts/{AccountSid}/Messages.json');
  expect(Object.keys(form()).filter((name) => !known.includes(name))).toEqual([]);
  await messenger.nudge(address, 'en', of);
  expect(Object.keys(form()).filter((name) => !known.includes(name))).toEqual([]);
  await messenger.purge({ account: account.accountSid, message: MESSAGE, media: [] });
  expect(Object.keys(form())).toEqual(['Body']);
  expect(formFieldsOf('/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json')).toContain('Body');
});

it('messages are listed, files deleted and texts emptied', async () => {
  await messenger.find({ body: 'Hi' }, address, 0, []);
  await messenger.listInbound(account, { address: address.sender, markets: ['SG'] }, 1_790_000_000_000);
  expect(await messenger.purge({ account: account.accountSid, message: MESSAGE, media: [`ME${hex('2')}`] })).toBe(true);
  expect(exchanges.map(({ request }) => request.method)).toEqual(['GET', 'GET', 'DELETE', 'POST']);
  expect(statuses()).toEqual([200, 200, 204, 200]);
  expect(new URL(exchanges[1]?.request.url ?? '').searchParams.get('DateSent>')).toBe('2026-09-21T14:13:20Z');
});

it('the contents of buttons and lists are created', async () => {
  await messenger.sync();
  const created = exchanges.filter(({ request }) => request.method === 'POST');
  expect(created).toHaveLength(13);
  expect(statuses().filter((status) => status !== 200 && status !== 201)).toEqual([]);
});

it('a body with the names of the client library is refused', async () => {
  const client = await createTwilioClients({ http, clock: Date.now, providerClock: createProviderClock() })(account);
  const [template] = CONTENT_TEMPLATES;
  const { 'twilio/quick-reply': quickReply } = template?.types ?? {};
  const misnamed = { friendlyName: 'x', language: 'en', variables: {}, types: { twilioQuickReply: quickReply } };
  const creating = client.request({
    method: 'post',
    uri: 'https://content.twilio.com/v1/Content',
    headers: { 'Content-Type': 'application/json' },
    data: misnamed,
  });
  await expect(creating).rejects.toMatchObject({ code: 'TWILIO_REFUSED', problem: { status: 422 } });
});

describe('contents', () => {
  it('are 13: one for each number of buttons and of rows', () => {
    const names = CONTENT_TEMPLATES.map(({ friendly_name }) => friendly_name);
    expect(new Set(names).size).toBe(13);
    expect(names.slice(0, 4)).toEqual([
      'lead-capture-buttons-1-v1',
      'lead-capture-buttons-2-v1',
      'lead-capture-buttons-3-v1',
      'lead-capture-list-1-v1',
    ]);
  });

  it('have a stand-in for every variable and no other', () => {
    for (const { types, variables } of CONTENT_TEMPLATES) {
      const used = [...JSON.stringify(types).matchAll(/\{\{(\d+)\}\}/g)].map(([, name]) => name);
      expect(Object.keys(variables)).toEqual([...new Set(used)].sort((a, b) => Number(a) - Number(b)));
    }
  });

  it.each([
    [['Yes', 'No'], 'lead-capture-buttons-2-v1'],
    [['a', 'b', 'c', 'd'], 'lead-capture-list-4-v1'],
  ])('show a message with %j as it was composed', (labels, name) => {
    const message = composed(labels);
    const content = contentFor(message);
    expect(content?.name).toBe(name);
    const variables: Record<string, string> = JSON.parse(content?.variables ?? '{}');
    const template = CONTENT_TEMPLATES.find(({ friendly_name }) => friendly_name === name);
    expect(Object.keys(variables)).toEqual(Object.keys(template?.variables ?? {}));
    const shown = JSON.parse(
      JSON.stringify(template?.types).replace(/\{\{(\d+)\}\}/g, (_, slot) => variables[slot] ?? ''),
    );
    const options = message.content?.options ?? [];
    expect(Object.values(shown)).toEqual([
      message.content?.kind === 'list'
        ? { body: message.body, button: 'Choose', items: options.map(({ id, title }) => ({ item: title, id })) }
        : { body: message.body, actions: options.map((option) => ({ type: 'QUICK_REPLY', ...option })) },
    ]);
  });
});

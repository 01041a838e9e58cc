import type { Outgoing } from '../../../../../adapters/channels/channel';
import { createContentLibrary } from '../../../../../adapters/channels/whatsapp/outbound/contentLibrary';
import { CONTENT_TEMPLATES } from '../../../../../adapters/channels/whatsapp/outbound/contentTemplates';
import { createProviderClock } from '../../../../../adapters/channels/whatsapp/outbound/providerClock';
import { createTwilioClients } from '../../../../../adapters/channels/whatsapp/outbound/twilioClient';
import { createHttp } from '../../../../../adapters/http';
import {
  ACCOUNT,
  ADDRESS,
  type Answer,
  accountAt,
  hex,
  json,
  NOW,
  OF,
  type Provider,
  SID,
  startProvider,
} from './providerHarness';

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.stop());

const send = (message: Outgoing = { body: 'Hi' }) => provider.messenger().send(message, ADDRESS, OF);

interface Existing {
  readonly sid: string;
  readonly friendly_name: string;
  readonly date_created: string;
}

describe('buttons', () => {
  const message: Outgoing = {
    body: 'Sure?',
    content: { kind: 'buttons', options: [{ id: 'a', title: 'Yes' }], asText: 'Sure?\n\n1. Yes' },
  };
  /** Contents of an account, as two processes may share them. */
  const contents = (existing: Existing[]): Answer => {
    return (one, response) => {
      if (one.path !== '/v1/Content') return json(201, { sid: SID })(one, response);
      if (one.method === 'GET') return json(200, { contents: existing, meta: { next_page_url: null } })(one, response);
      const sid = `HX${String(existing.length).padStart(32, '0')}`;
      existing.push({ sid, friendly_name: JSON.parse(one.body).friendly_name, date_created: '2026-11-22T10:00:00Z' });
      return json(201, existing.at(-1))(one, response);
    };
  };
  const creations = () => provider.seen.filter(({ method, path }) => method === 'POST' && path === '/v1/Content');

  it('are sent as text until they can be sent, and as content afterwards', async () => {
    provider.answers(contents([]));
    const messenger = provider.messenger();
    await messenger.send(message, ADDRESS, OF);
    expect(provider.posted()).toMatchObject({ Body: 'Sure?\n\n1. Yes' });
    await messenger.sync();
    expect(creations()).toHaveLength(13);
    await messenger.send(message, ADDRESS, OF);
    expect(provider.posted()).toMatchObject({ ContentVariables: JSON.stringify({ 1: 'Sure?', 2: 'Yes', 3: 'a' }) });
    expect(provider.posted().ContentSid).toMatch(/^HX\d{32}$/);
    expect(provider.posted()).not.toHaveProperty('Body');
  });

  it('that cannot be sent as text either are refused, never dropped', async () => {
    const bare: Outgoing = { body: 'Sure?', content: { kind: 'buttons', options: [{ id: 'a', title: 'Yes' }] } };
    expect(await send(bare)).toEqual({ class: 'refused', problem: 'contentRefused', code: 'contentsNotReady' });
    expect(provider.seen).toEqual([]);
  });

  it('are not created again', async () => {
    const existing: Existing[] = [];
    provider.answers(contents(existing));
    await provider.messenger().sync();
    await provider.messenger().sync();
    expect(creations()).toHaveLength(13);
  });

  it('of two processes that created them at once are the oldest ones, for both', async () => {
    const twice = CONTENT_TEMPLATES.flatMap(({ friendly_name }) => [
      { sid: `HX${hex('2')}`, friendly_name, date_created: '2026-11-22T10:00:05Z' },
      { sid: `HX${hex('3')}`, friendly_name, date_created: '2026-11-22T10:00:00Z' },
      { sid: `HX${hex('1')}`, friendly_name, date_created: '2026-11-22T10:00:09Z' },
    ]);
    provider.answers(contents(twice));
    const messenger = provider.messenger();
    await messenger.sync();
    await messenger.send(message, ADDRESS, OF);
    expect(provider.posted().ContentSid).toBe(`HX${hex('3')}`);
  });

  it('that another process creates meanwhile are taken as created', async () => {
    const existing: Existing[] = [];
    const usual = contents(existing);
    provider.answers((one, response) => {
      if (one.method !== 'POST') return usual(one, response);
      existing.push({
        sid: `HX${hex('4')}`,
        friendly_name: JSON.parse(one.body).friendly_name,
        date_created: '2026-11-22T10:00:00Z',
      });
      return json(409, { code: 20409 })(one, response);
    });
    const messenger = provider.messenger();
    await messenger.sync();
    provider.answers(usual);
    await messenger.send(message, ADDRESS, OF);
    expect(provider.posted().ContentSid).toBe(`HX${hex('4')}`);
    expect(provider.logged).toEqual([]);
  });

  it('are found over several pages, and credentials never follow a page to another host', async () => {
    const page = (contentsOfPage: unknown[], next: string | null) =>
      json(200, { contents: contentsOfPage, meta: { next_page_url: next } });
    const all = CONTENT_TEMPLATES.map(({ friendly_name }) => ({
      sid: `HX${hex('5')}`,
      friendly_name,
      date_created: '2026-11-22T10:00:00Z',
    }));
    provider.answers((one, response) =>
      (one.query.has('PageToken')
        ? page(all.slice(7), null)
        : page(all.slice(0, 7), 'https://content.twilio.com/v1/Content?PageSize=20&Page=1&PageToken=p'))(one, response),
    );
    await provider.messenger().sync();
    expect(creations()).toEqual([]);
    expect(provider.seen.map(({ query }) => query.get('PageToken'))).toEqual([null, 'p']);

    const elsewhere = provider.base.replace('127.0.0.1', 'localhost');
    provider.answers(page(all, `${elsewhere}/v1/Content?PageToken=p`));
    provider.seen.length = 0;
    await provider.messenger().sync();
    expect(provider.seen).toHaveLength(1);
    expect(provider.logged).toEqual(['whatsapp.contentsNotReady']);
  });

  it('that the provider lost go as text again', async () => {
    provider.answers(contents([]));
    const messenger = provider.messenger();
    await messenger.sync();
    provider.answers(json(400, { code: 21655 }));
    expect(await messenger.send(message, ADDRESS, OF)).toMatchObject({ problem: 'contentRefused' });
    provider.answers(json(201, { sid: SID }));
    expect(await messenger.send(message, ADDRESS, OF)).toMatchObject({ class: 'sent' });
    expect(provider.posted()).toMatchObject({ Body: 'Sure?\n\n1. Yes' });
  });

  it('whose creation fails leave the operator a line and the rest at work', async () => {
    provider.answers(json(500, {}));
    const messenger = provider.messenger();
    await messenger.sync();
    expect(provider.logged).toEqual(['whatsapp.contentsNotReady']);
    provider.answers(json(201, { sid: SID }));
    expect(await messenger.send(message, ADDRESS, OF)).toEqual({ class: 'sent', sid: SID });
  });

  it('are tried for again in the background until they are there, and not after the end', async () => {
    const logged: string[] = [];
    const existing: Existing[] = [];
    const http = createHttp({ allowedHosts: ['127.0.0.1'] });
    const account = accountAt(provider.base);
    const library = createContentLibrary({
      accounts: [account],
      clientOf: createTwilioClients({ http, clock: () => NOW, providerClock: createProviderClock() }),
      log: { error: (_fields, message) => void logged.push(message) },
      retryMs: 5,
    });
    const settled = async (isTrue: () => boolean) => {
      for (let look = 0; look < 1_000 && !isTrue(); look++) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(isTrue()).toBe(true);
    };
    provider.answers(json(503, {}));
    await library.sync();
    await settled(() => logged.length >= 2);
    provider.answers(contents(existing));
    await settled(() => library.sidOf(ACCOUNT, 'lead-capture-list-10-v1') !== undefined);
    library.stop();
    library.forget(ACCOUNT, 'lead-capture-list-10-v1');
    const asked = provider.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(provider.seen).toHaveLength(asked);
    http.close();
  });
});

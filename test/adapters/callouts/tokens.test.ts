import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallouts } from '../../../adapters/callouts';
import { createHttp } from '../../../adapters/http';
import { MARKET_PROFILES } from '../../../adapters/markets';

const MINUTE_MS = 60_000;

/** A bank that only counts: tokens issued, and the headers of every other call. */
async function countingBank() {
  const calls: IncomingHttpHeaders[] = [];
  let tokens = 0;
  let refused = '';
  const server = http.createServer((request, response) => {
    if (request.url?.includes('/oauth2/token/')) {
      tokens += 1;
      const token = `token-${tokens}`;
      // Late enough for every caller to be waiting.
      setTimeout(
        () => response.end(JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: 1800 })),
        30,
      );
    } else {
      calls.push(request.headers);
      if (request.headers.authorization === `Bearer ${refused}`) response.statusCode = 401;
      response.end(JSON.stringify({ validValues: [] }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clock = { now: 0 };
  const out = createHttp({ allowedHosts: ['127.0.0.1'] });
  let uuids = 0;
  const callouts = createCallouts({
    http: out,
    connection: (market) => ({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gcb/api`,
      clientId: `client-${market}`,
      clientSecret: 'secret',
    }),
    clock: () => clock.now,
    newUuid: () => `uuid-${++uuids}`,
  });
  return {
    clock,
    calls,
    tokens: () => tokens,
    refuse: (token: string) => {
      refused = token;
    },
    ask: (market: 'SG' | 'HK' | 'PL' = 'SG') =>
      callouts[MARKET_PROFILES[market].callout].referenceData(MARKET_PROFILES[market], 'salutation', 'en-SG'),
    close() {
      out.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

let bank: Awaited<ReturnType<typeof countingBank>>;
beforeEach(async () => {
  bank = await countingBank();
});
afterEach(() => bank.close());

it('uses a token for 25 of its 30 minutes, then gets another', async () => {
  await bank.ask();
  bank.clock.now = 25 * MINUTE_MS - 1;
  await bank.ask();
  expect(bank.tokens()).toBe(1);
  bank.clock.now = 25 * MINUTE_MS;
  await bank.ask();
  expect(bank.tokens()).toBe(2);
  expect(bank.calls.map(({ authorization }) => authorization)).toEqual([
    'Bearer token-1',
    'Bearer token-1',
    'Bearer token-2',
  ]);
});

it('fetches one token however many calls want it at once', async () => {
  await Promise.all(Array.from({ length: 10 }, () => bank.ask()));
  expect(bank.tokens()).toBe(1);
  expect(bank.calls).toHaveLength(10);
});

it('never uses a token again that the bank refused', async () => {
  await bank.ask();
  bank.refuse('token-1');
  await bank.ask();
  expect(bank.calls.at(-1)?.authorization).toBe('Bearer token-2');
});

it('keeps the tokens of markets apart', async () => {
  await bank.ask('SG');
  await bank.ask('HK');
  await bank.ask('SG');
  expect(bank.tokens()).toBe(2);
});

it('sends the mandatory headers and a new uuid each time', async () => {
  await bank.ask();
  await bank.ask();
  expect(bank.calls[0]).toMatchObject({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'accept-language': 'en-sg',
    client_id: 'client-SG',
    uuid: 'uuid-1',
  });
  expect(bank.calls[1]?.uuid).toBe('uuid-2');
  expect(bank.calls[0]).not.toHaveProperty('countrycode');
});

it('names the market in headers for EMEA', async () => {
  await bank.ask('PL');
  expect(bank.calls[0]).toMatchObject({ countrycode: 'PL', businesscode: 'GCB' });
});

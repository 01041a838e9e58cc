import http from 'node:http';
import { createHttp } from '../../adapters/http';
import { exchange } from '../../adapters/httpExchange';
import { createHosts, EgressFault, type Resolve } from '../../adapters/httpHosts';
import { openNameServer } from '../../sandbox/faultProxy/names';
import { resolveAt } from '../support/resolveAt';
import { closeAll, LIMITS, serveTcp } from './httpServers';

/** A listener that nobody must ever reach, and how many did. */
async function canary() {
  const seen = { connections: 0, bytes: 0 };
  const port = await serveTcp((socket) => {
    seen.connections += 1;
    socket.on('data', (data) => {
      seen.bytes += data.length;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
  });
  return { seen, port };
}

/** A name server whose answers change from one question to the next, as those of an attacker do. */
async function rebinding(...addresses: readonly string[]) {
  const answers = [...addresses];
  const server = await openNameServer(() => answers.shift() ?? '127.0.0.1');
  closers.push(server.close);
  return resolveAt(server.port);
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  closeAll();
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** All ways to write an address that is not to be reached, and names that lead there. */
const SPELLINGS = [
  ['127.0.0.1', '127.1', '127.0.1', '0', '0.0.0.0', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0177.0.0.1'],
  [
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ip6-localhost',
    'bank.example.',
    'bank.example.evil.test',
    'evil-bank.example',
  ],
  [
    'bank.example@127.0.0.1',
    '127.0.0.1#@bank.example',
    'bank.example%00.evil.test',
    '127。0。0。1',
    '①②⑦.0.0.1',
    'ⓛocalhost',
  ],
  [
    '169.254.169.254',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    'metadata.google.internal',
  ],
] as const;
const FORMS = ['http://HOST:PORT/', 'https://HOST:PORT/', '//HOST:PORT/'] as const;

describe('an address that is not the bank’s', () => {
  const urls = SPELLINGS.flat().flatMap((host) => FORMS.map((form) => form.replace('HOST', host)));

  it(`is not called however it is written (${urls.length} forms)`, async () => {
    const { seen, port } = await canary();
    const client = createHttp({ allowedHosts: ['bank.example'], limits: LIMITS });
    for (const url of urls) {
      const asked = client.request({ method: 'POST', url: url.replace('PORT', String(port)), body: 'secret' });
      await expect(asked).rejects.toBeInstanceOf(EgressFault);
    }
    client.close();
    expect(urls.length).toBeGreaterThan(110);
    expect(seen).toEqual({ connections: 0, bytes: 0 });
  });
});

describe('the bank’s name', () => {
  it('is not followed to this machine, whatever it led to a moment ago', async () => {
    const { seen, port } = await canary();
    const resolve = await rebinding('93.184.216.34', '127.0.0.1', '127.0.0.1');
    const hosts = createHosts(['bank.example'], [], resolve);
    const led = () =>
      new Promise((settle) => hosts.lookup('bank.example', {}, (error, address) => settle(error ?? address)));
    expect(await led()).toBe('93.184.216.34');
    expect(await led()).toBeInstanceOf(EgressFault);
    const client = createHttp({ allowedHosts: ['bank.example'], limits: LIMITS, resolve });
    const outcome = await client.request({ method: 'POST', url: `http://bank.example:${port}/`, body: 'secret' });
    client.close();
    expect(outcome).toEqual({ kind: 'notSent', reason: 'EGRESS_NOT_ALLOWED' });
    expect(seen).toEqual({ connections: 0, bytes: 0 });
  });

  it('is left alone where the connection ended elsewhere than the name was checked for', async () => {
    const { seen, port } = await canary();
    const checked = createHosts(['bank.example'], []);
    const swapped: Resolve = (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    const { lookup } = createHosts(['bank.example'], ['bank.example'], swapped);
    const agent = new http.Agent();
    const url = new URL(`http://bank.example:${port}/`);
    const limits = { ...LIMITS, connectTimeoutMs: 300, headersTimeoutMs: 300, bodyTimeoutMs: 300, totalTimeoutMs: 900 };
    const outcome = await exchange({
      method: 'POST',
      url,
      body: 'secret',
      agent,
      hosts: { lookup, mayReach: checked.mayReach },
      limits: { ...limits, maxResponseBytes: 1_000 },
    });
    expect(outcome).toEqual({ kind: 'notSent', reason: 'addressRefused' });
    expect(seen.bytes).toBe(0);
  });

  it('may lead to a private address where the operator says so, and to any where it is one', () => {
    const { mayReach } = createHosts(['bank.example', '10.0.0.7', '[::1]'], ['bank.example']);
    expect(mayReach('bank.example', '10.1.2.3')).toBe(true);
    expect(mayReach('10.0.0.7', '10.0.0.7')).toBe(true);
    expect(mayReach('10.0.0.7', '::ffff:10.0.0.7')).toBe(true);
    expect(mayReach('10.0.0.7', '10.0.0.8')).toBe(false);
    expect(mayReach('[::1]', '::1')).toBe(true);
    expect(mayReach('other.example', '10.1.2.3')).toBe(false);
    expect(mayReach('other.example', undefined)).toBe(false);
  });
});

describe('a proxy named in the environment', () => {
  it('is not used', async () => {
    const { seen, port } = await canary();
    const bank = await canary();
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])
      process.env[name] = `http://127.0.0.1:${port}`;
    process.env.NODE_USE_ENV_PROXY = '1';
    try {
      const client = createHttp({ allowedHosts: ['127.0.0.1'], limits: LIMITS });
      await client.request({ method: 'POST', url: `http://127.0.0.1:${bank.port}/`, body: 'secret' });
      client.close();
    } finally {
      process.env = before;
    }
    expect(seen.connections).toBe(0);
    expect(bank.seen.connections).toBe(1);
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../bot/config';
import { loadStoreConfig } from '../../bot/storeConfig';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';

describe('configuration', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const key = 'k'.repeat(43);
  const load = (environment: Record<string, string> = {}) =>
    loadConfig({ DATA_DIR: join(directory, 'data'), ...environment });
  const refusal = (environment: Record<string, string>) => {
    try {
      load(environment);
    } catch (cause) {
      return cause as Error & { code: string };
    }
    throw new Error('It was accepted.');
  };
  const banks = (content: unknown, name = 'banks.json') => {
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const singapore = {
    profile: sandboxBankProfile('SG'),
    callout: { baseUrl: 'https://bank.example/api', clientId: 'c' },
  };
  const production = () => ({
    NODE_ENV: 'production',
    PUBLIC_BASE_URL: 'https://chat.bank.example',
    MASTER_KEY: key,
    DIRECT_LINE_SIGNING_KEY: key,
    BANK_CONFIG: banks({ SG: singapore }),
    BANK_CLIENT_SECRET_SG: 'secret-of-sg',
    MARKETS: 'SG',
  });

  it('needs nothing to try the product out', () => {
    const config = load();
    expect(config).toMatchObject({ sandbox: { enabled: true }, banks: undefined, port: 3978 });
    expect(config.markets).toHaveLength(12);
  });

  it('takes a complete production set-up', () => {
    const config = load(production());
    expect(config).toMatchObject({ sandbox: { enabled: false }, markets: ['SG'], masterKey: key });
    expect(config.banks?.SG?.callout).toEqual({
      baseUrl: 'https://bank.example/api',
      clientId: 'c',
      clientSecret: 'secret-of-sg',
      privateNetwork: false,
    });
  });

  it('lists every problem of a production set-up at once', () => {
    const { code, message } = refusal({
      NODE_ENV: 'production',
      SANDBOX: 'true',
      MASTER_KEY: 'short',
      MICROSOFT_APP_PASSWORD: 'a',
    });
    expect(code).toBe('CONFIG_INVALID');
    for (const name of ['SANDBOX', 'MASTER_KEY', 'DIRECT_LINE_SIGNING_KEY', 'PUBLIC_BASE_URL', 'MICROSOFT_APP_ID']) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('short\n');
  });

  it('lists what is missing beside what is malformed', () => {
    const { message } = refusal({ NODE_ENV: 'production', DIRECT_LINE_SECRET: 'short', PORT: 'none' });
    for (const name of ['DIRECT_LINE_SECRET', 'PORT', 'MASTER_KEY', 'DIRECT_LINE_SIGNING_KEY', 'PUBLIC_BASE_URL']) {
      expect(message).toContain(name);
    }
  });

  it('lists every value that is malformed at once', () => {
    const { message } = refusal({
      PORT: '99999',
      MARKETS: 'SG,XX',
      LOG_LEVEL: 'loud',
      SANDBOX: 'yes',
      UPLOADS: 'maybe',
    });
    for (const name of ['PORT', 'MARKETS', 'LOG_LEVEL', 'SANDBOX', 'UPLOADS']) expect(message).toContain(name);
  });

  it.each(['MASTER_KEY', 'DIRECT_LINE_SIGNING_KEY', 'PUBLIC_BASE_URL', 'BANK_CONFIG', 'BANK_CLIENT_SECRET_SG'])(
    'does not start in production without %s',
    (name) => {
      expect(refusal({ ...production(), [name]: '' }).message).toContain(name);
    },
  );

  it('does not start with a market that has no bank', () => {
    expect(refusal({ ...production(), MARKETS: 'SG,PL' }).message).toContain('PL has no bank');
  });

  it('does not start with a bank file that is missing, broken or incomplete', () => {
    expect(refusal({ ...production(), BANK_CONFIG: join(directory, 'none.json') }).message).toContain(
      'there is no file',
    );
    const broken = join(directory, 'broken.json');
    writeFileSync(broken, '{');
    expect(refusal({ ...production(), BANK_CONFIG: broken }).message).toContain('is not JSON');
    const incomplete = banks(
      { SG: { ...singapore, profile: { ...singapore.profile, legalEntity: '' } } },
      'incomplete.json',
    );
    expect(refusal({ ...production(), BANK_CONFIG: incomplete }).message).toContain('legalEntity');
  });

  it('leaves a market that ships disabled off unless it is named', () => {
    const russia = { ...singapore, profile: sandboxBankProfile('RU') };
    const both = {
      ...production(),
      BANK_CONFIG: banks({ SG: singapore, RU: russia }),
      BANK_CLIENT_SECRET_RU: 'secret-of-ru',
    };
    expect(load({ ...both, MARKETS: '' }).markets).toEqual(['SG']);
    expect(load({ ...both, MARKETS: 'SG,RU' }).markets).toEqual(['SG', 'RU']);
  });

  it('never says a secret when it refuses', () => {
    const { message } = refusal({ ...production(), BANK_CLIENT_SECRET_SG: 'hunter2', PORT: '3978' });
    expect(message).toContain('BANK_CLIENT_SECRET_SG');
    expect(message).not.toContain('hunter2');
  });

  describe('WhatsApp', () => {
    const accountSid = `AC${'a'.repeat(32)}`;
    const token = '0123456789abcdef'.repeat(2);
    const sender = { address: 'whatsapp:+6561234567', markets: ['SG'] };
    const account = { accountSid, senders: [sender], templates: { en: `HX${'b'.repeat(32)}` } };
    const set = (...accounts: readonly object[]) => ({
      WHATSAPP_CONFIG: banks({ accounts }, 'whatsapp.json'),
      PUBLIC_BASE_URL: 'https://chat.bank.example',
      [`TWILIO_AUTH_TOKEN_${accountSid}`]: token,
    });

    it('is off until it is configured', () => {
      expect(load().whatsapp).toBeUndefined();
      expect(load().sandbox.twilioPort).toBe(4011);
      expect(load({ SANDBOX_TWILIO_PORT: '0' }).sandbox.twilioPort).toBe(0);
    });

    it('takes accounts from the file and their tokens from the environment', () => {
      expect(load(set(account)).whatsapp).toEqual({ accounts: [{ ...account, authToken: token }] });
      const next = { [`TWILIO_NEXT_AUTH_TOKEN_${accountSid}`]: 'f'.repeat(32) };
      expect(load({ ...set(account), ...next }).whatsapp?.accounts[0]).toMatchObject({
        authToken: token,
        nextAuthToken: 'f'.repeat(32),
      });
    });

    it('takes several markets behind one sender, and no templates', () => {
      const shared = { ...sender, markets: ['SG', 'MY'], messagingServiceSid: `MG${'c'.repeat(32)}` };
      expect(load(set({ accountSid, senders: [shared] })).whatsapp?.accounts[0]).toMatchObject({
        senders: [shared],
        templates: {},
      });
    });

    it.each<[string, (environment: Record<string, string>) => Record<string, string>, string]>([
      ['no token', (given) => ({ ...given, [`TWILIO_AUTH_TOKEN_${accountSid}`]: '' }), 'TWILIO_AUTH_TOKEN_'],
      [
        'a short token',
        (given) => ({ ...given, [`TWILIO_AUTH_TOKEN_${accountSid}`]: 'a'.repeat(31) }),
        'TWILIO_AUTH_TOKEN_',
      ],
      [
        'a token that is no token',
        (given) => ({ ...given, [`TWILIO_AUTH_TOKEN_${accountSid}`]: 'z'.repeat(32) }),
        'TWILIO_AUTH_TOKEN_',
      ],
      [
        'a short next token',
        (given) => ({ ...given, [`TWILIO_NEXT_AUTH_TOKEN_${accountSid}`]: 'abc' }),
        'TWILIO_NEXT_AUTH_TOKEN_',
      ],
      ['no public address', (given) => ({ ...given, PUBLIC_BASE_URL: '' }), 'PUBLIC_BASE_URL'],
      ['a file that is missing', (given) => ({ ...given, WHATSAPP_CONFIG: '/none.json' }), 'there is no file'],
    ])('does not start with %s, and says so in one line', (_name, spoil, said) => {
      const { message } = refusal(spoil(set(account)));
      expect(message.split('\n').filter((line) => line.includes('  - '))).toEqual([expect.stringContaining(said)]);
    });

    it.each<[string, readonly object[], string]>([
      ['a sender listed twice', [{ ...account, senders: [sender, sender] }], 'whatsapp:+6561234567 is listed twice'],
      [
        'an account listed twice',
        [account, { ...account, senders: [{ ...sender, address: 'whatsapp:+6561234568' }] }],
        `${accountSid} is listed twice`,
      ],
      ['an unknown market', [{ ...account, senders: [{ ...sender, markets: ['XX'] }] }], 'senders.0.markets.0'],
      ['a sender without a market', [{ ...account, senders: [{ ...sender, markets: [] }] }], 'senders.0.markets'],
      [
        'a sender that is no number',
        [{ ...account, senders: [{ ...sender, address: '+6561234567' }] }],
        'senders.0.address',
      ],
      ['an account without senders', [{ ...account, senders: [] }], 'accounts.0.senders'],
      ['a template that is none', [{ ...account, templates: { en: 'hello' } }], 'accounts.0.templates.en'],
      ['a secret in the file', [{ ...account, authToken: token }], 'authToken'],
      ['no account', [], 'accounts'],
    ])('does not start with %s, and says so in one line', (_name, accounts, said) => {
      const { message } = refusal(set(...accounts));
      expect(message.split('\n').filter((line) => line.includes('  - '))).toEqual([expect.stringContaining(said)]);
    });

    it('lists what is wrong beside everything else', () => {
      const given = set({ ...account, senders: [sender, sender] });
      const { message } = refusal({
        ...production(),
        ...given,
        MASTER_KEY: '',
        [`TWILIO_AUTH_TOKEN_${accountSid}`]: '',
      });
      for (const part of ['MASTER_KEY', 'listed twice', 'TWILIO_AUTH_TOKEN_']) expect(message).toContain(part);
    });

    it('asks for the public address once in production', () => {
      const { message } = refusal({ ...production(), ...set(account), PUBLIC_BASE_URL: '' });
      expect(message.match(/PUBLIC_BASE_URL:/g)).toHaveLength(1);
    });

    it('never says a token when it refuses', () => {
      const { message } = refusal({ ...set(account), [`TWILIO_AUTH_TOKEN_${accountSid}`]: 'abc123' });
      expect(message).not.toContain('abc123');
    });
  });

  describe('the store', () => {
    const cosmos = {
      STORE: 'cosmos',
      COSMOS_ENDPOINT: 'https://bank.documents.azure.com:443/',
      COSMOS_KEY: Buffer.alloc(64, 7).toString('base64'),
    };

    it('is a file of this process until it is configured', () => {
      expect(load().store).toEqual({ kind: 'sqlite' });
      expect(load({ ...cosmos, STORE: '' }).store).toEqual({ kind: 'sqlite' });
    });

    it('is the account that is named, in a database with a name of its own', () => {
      const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key } = cosmos;
      expect(load(cosmos).store).toEqual({ kind: 'cosmos', endpoint, key, database: 'lead-capture' });
      expect(load({ ...cosmos, COSMOS_DATABASE: 'leads' }).store).toMatchObject({ database: 'leads' });
      expect(loadStoreConfig({ ...cosmos, MARKETS: 'nowhere' })).toEqual(load(cosmos).store);
    });

    it.each([
      [{ COSMOS_ENDPOINT: '' }, 'COSMOS_ENDPOINT: required'],
      [{ COSMOS_ENDPOINT: 'http://bank.documents.azure.com' }, 'COSMOS_ENDPOINT: must be https'],
      [{ COSMOS_KEY: '' }, 'COSMOS_KEY: required'],
      [{ COSMOS_KEY: 'not a key' }, 'COSMOS_KEY: must be the key'],
      [{ COSMOS_DATABASE: 'a/b' }, 'COSMOS_DATABASE: must be'],
      [{ STORE: 'redis' }, 'STORE:'],
    ])('is refused with %j, and a key is never said', (changes, said) => {
      const { message } = refusal({ ...cosmos, ...changes });
      expect(message).toContain(said);
      expect(message).not.toContain(cosmos.COSMOS_KEY);
      expect(() => loadStoreConfig({ ...cosmos, ...changes })).toThrow(said);
    });

    it('may be a stand-in on this machine', () => {
      const endpoint = 'http://127.0.0.1:4012/';
      expect(load({ ...cosmos, COSMOS_ENDPOINT: endpoint }).store).toMatchObject({ endpoint });
    });

    it('lists what it lacks beside everything else', () => {
      const { message } = refusal({ STORE: 'cosmos', PORT: 'x' });
      for (const name of ['COSMOS_ENDPOINT', 'COSMOS_KEY', 'PORT']) expect(message).toContain(`  - ${name}`);
    });
  });

  describe('generated secrets', () => {
    const path = () => join(directory, 'data', 'secrets.json');

    it('are readable by this user alone', () => {
      load();
      expect(statSync(path()).mode & 0o777).toBe(0o600);
      expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700);
    });

    it('stay the same at every start', () => {
      const first = load();
      const kept = readFileSync(path(), 'utf8');
      expect(load()).toEqual(first);
      expect(readFileSync(path(), 'utf8')).toBe(kept);
    });

    it('let other back ends of a trial mint tokens', () => {
      expect(load().directLine.secret).toHaveLength(43);
    });

    it('differ from one installation to the next', () => {
      expect(load().masterKey).not.toBe(load({ DATA_DIR: join(directory, 'other') }).masterKey);
    });

    it('are never replaced when the file is damaged', () => {
      load();
      writeFileSync(path(), '{"masterKey":');
      expect(refusal({}).message).toContain('damaged');
      expect(readFileSync(path(), 'utf8')).toBe('{"masterKey":');
    });

    it('give way to those in the environment', () => {
      expect(load({ MASTER_KEY: key }).masterKey).toBe(key);
    });

    it('are not made in production', () => {
      expect(load(production()).directLine.secret).toBeUndefined();
      expect(() => statSync(path())).toThrow();
    });
  });

  it('passes customers on to a contact centre that a file names, and whose webhooks can be proven', () => {
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    let files = 0;
    const file = (content: unknown) => {
      files += 1;
      return { HUB_CONFIG: banks(content, `hub${files}.json`), HUB_SECRET: secret };
    };
    const webhook = { kind: 'webhook', url: 'https://centre.bank.example/in' };
    const [ac, ws, ww] = ['AC', 'WS', 'WW'].map((prefix) => prefix + 'a'.repeat(32));
    const flex = { kind: 'flex', accountSid: ac, workspaceSid: ws, workflowSid: ww };
    const tokens = { [`TWILIO_AUTH_TOKEN_${ac}`]: 'b'.repeat(32), PUBLIC_BASE_URL: 'https://chat.bank.example' };
    expect(load({ ...file(flex), ...tokens }).hub).toMatchObject({ whenDone: 'returned', authToken: 'b'.repeat(32) });
    expect(load().hub).toBeUndefined();
    expect(load(file(webhook)).hub).toMatchObject({ shows: [], patienceMinutes: 10, keys: { current: secret } });
    for (const [environment, named] of [
      [{ ...file(webhook), HUB_SECRET: '' }, 'HUB_SECRET'],
      [{ ...file(webhook), HUB_SECRET: 'whsec_c2hvcnQ=' }, 'HUB_SECRET'],
      [{ ...file(webhook), HUB_NEXT_SECRET: 'another' }, 'HUB_NEXT_SECRET'],
      [file({ ...webhook, url: 'http://centre.bank.example/in' }), 'must be https'],
      [file({ ...webhook, shows: ['everything'] }), 'HUB_CONFIG shows'],
      [file({ ...webhook, kind: 'fax' }), 'HUB_CONFIG kind'],
      [file({ kind: 'botFramework' }), 'MICROSOFT_APP_'],
      [file(flex), `TWILIO_AUTH_TOKEN_${flex.accountSid}`],
      [file(flex), 'PUBLIC_BASE_URL'],
      [file({ ...flex, workspaceSid: 'WS1' }), 'HUB_CONFIG workspaceSid'],
    ] as const) {
      const { code, message } = refusal(environment);
      expect(code).toBe('CONFIG_INVALID');
      expect(message).toContain(named);
    }
  });
});

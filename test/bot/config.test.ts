import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../bot/config';
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
});

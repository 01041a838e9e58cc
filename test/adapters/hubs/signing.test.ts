import { isSigningKey, signedHeaders, verified } from '../../../adapters/hubs/webhook/signing';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW_KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** The example of the specification. */
const EXAMPLE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
const NOW = EXAMPLE.timestamp * 1_000;
const heard = (headers: Record<string, string>, body = EXAMPLE.body, keys = { current: KEY }, now = NOW) =>
  verified(keys, headers, Buffer.from(body), now);

describe('signed webhooks', () => {
  it('are signed as the specification’s own example is', () => {
    expect(signedHeaders({ current: KEY }, EXAMPLE)).toEqual({
      'webhook-id': EXAMPLE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('are signed with both keys, and believed with either, while a key is replaced', () => {
    const both = { current: KEY, next: NEW_KEY };
    for (const one of [KEY, NEW_KEY]) {
      expect(heard({ ...signedHeaders(both, EXAMPLE) }, EXAMPLE.body, { current: one })).toMatchObject({
        id: EXAMPLE.id,
      });
      expect(verified(both, signedHeaders({ current: one }, EXAMPLE), Buffer.from(EXAMPLE.body), NOW)).toBeDefined();
    }
    expect(heard({ ...signedHeaders({ current: NEW_KEY }, EXAMPLE) })).toBeUndefined();
  });

  it('are believed in nothing that was changed, and at no other time', () => {
    const signed = { ...signedHeaders({ current: KEY }, EXAMPLE) };
    expect(heard(signed)).toEqual({ id: EXAMPLE.id, timestamp: EXAMPLE.timestamp });
    expect(heard(signed, `${EXAMPLE.body} `)).toBeUndefined();
    for (const [name, value] of [
      ['webhook-id', 'msg_2'],
      ['webhook-timestamp', '1614265331'],
      ['webhook-signature', 'v1,AAAA'],
      ['webhook-signature', signed['webhook-signature']?.replace('v1,', 'v1a,')],
      ['webhook-signature', ''],
    ] as const) {
      expect(heard({ ...signed, [name]: value ?? '' })).toBeUndefined();
    }
    for (const name of Object.keys(signed)) {
      const { [name]: _missing, ...rest } = signed;
      expect(heard(rest)).toBeUndefined();
    }
    expect(heard(signed, EXAMPLE.body, { current: KEY }, NOW + 301_000)).toBeUndefined();
    expect(heard(signed, EXAMPLE.body, { current: KEY }, NOW - 301_000)).toBeUndefined();
    expect(heard(signed, EXAMPLE.body, { current: KEY }, NOW + 299_000)).toBeDefined();
  });

  it('need a key that nobody guesses', () => {
    expect([KEY, NEW_KEY].map(isSigningKey)).toEqual([true, true]);
    for (const weak of ['', 'whsec_', 'whsec_c2hvcnQ=', KEY.slice(6), `${KEY}!`, `whsec_${'A'.repeat(120)}`]) {
      expect(isSigningKey(weak)).toBe(false);
    }
  });
});

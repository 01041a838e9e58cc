import { createOrigins } from '../../../../adapters/channels/webchat/origins';

const permits = (origin: string, policy: Parameters<typeof createOrigins>[0]) =>
  createOrigins(policy).permits({ origin, host: 'chat.bank.example' });

describe('pages of this machine', () => {
  const sandbox = { allowedOrigins: [], allowLocalPages: true };

  it.each(['http://localhost:8080', 'http://127.0.0.1:5173', 'http://localhost'])(
    'may try the sandbox: %s',
    (origin) => {
      expect(permits(origin, sandbox)).toBe(true);
    },
  );

  it.each(['http://localhost.evil.example', 'http://localhost:80@evil.example', 'https://evil.example', 'null'])(
    'are not %s',
    (origin) => {
      expect(permits(origin, sandbox)).toBe(false);
    },
  );

  it('may not use a product that is no sandbox', () => {
    expect(permits('http://localhost:8080', { allowedOrigins: ['https://www.bank.example'] })).toBe(false);
  });
});

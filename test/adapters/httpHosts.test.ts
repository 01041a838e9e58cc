import { createHttp } from '../../adapters/http';
import { createHosts, EgressFault, isPublicAddress } from '../../adapters/httpHosts';
import { client, closeAll, serveHttp } from './httpServers';

afterEach(closeAll);

describe('the list of hosts', () => {
  it.each([
    'http://evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://127.0.0.1@evil.example/',
    'http://evil.example#@127.0.0.1/',
    'http://user:secret@127.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::1]/',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'gopher://127.0.0.1/',
    '//127.0.0.1/',
    'not a url',
    '',
  ])('refuses %s with a typed fault', async (url) => {
    await expect(client().request({ method: 'GET', url })).rejects.toBeInstanceOf(EgressFault);
  });

  it('may name a port, and then only that one', async () => {
    const port = await serveHttp((_request, response) => response.end());
    const allowing = (entry: string) =>
      createHttp({ allowedHosts: [entry] }).request({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    expect(await allowing(`127.0.0.1:${port}`)).toMatchObject({ kind: 'response' });
    await expect(allowing('127.0.0.1:1')).rejects.toBeInstanceOf(EgressFault);
  });

  it('does not let a listed name lead to a private address unless that is listed too', async () => {
    const rebinding = ((_name: string, _options: unknown, done: (error: null, found: unknown) => void) =>
      done(null, [{ address: '169.254.169.254', family: 4 }])) as never;
    const resolve = (privateHosts: string[]) =>
      new Promise((settle) => {
        const { lookup } = createHosts(['bank.example'], privateHosts, rebinding);
        lookup('bank.example', { all: false }, (error, address) => settle(error ?? address));
      });
    expect(await resolve([])).toBeInstanceOf(EgressFault);
    expect(await resolve(['bank.example'])).toBe('169.254.169.254');
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'nonsense',
  ])('takes %s for an address that is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('takes %s for a public address', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

import type { IncomingMessage } from 'node:http';
import { createClientAddress, isNetwork } from '../../bot/clientAddress';

const PROXIES = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];

function addressOf(remoteAddress: string, forwarded?: string, trusted: readonly string[] = PROXIES): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return createClientAddress(trusted)({ headers, socket: { remoteAddress } as IncomingMessage['socket'] });
}

describe('the address a request counts for', () => {
  it.each([
    ['of a connection from anybody', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['of the customer behind a proxy', '10.1.2.3', '203.0.113.5', '203.0.113.5'],
    ['of the customer behind two', '10.1.2.3', '203.0.113.5, 192.0.2.7', '203.0.113.5'],
    ['as the first proxy saw it, whatever the customer wrote', '10.1.2.3', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
    ['with a port, as some proxies write it', '10.1.2.3', '203.0.113.5:61234', '203.0.113.5'],
    ['in IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['in IPv6 with a port', 'fd00::1', '[2001:db8::5]:443', '2001:db8::5'],
    ['written as IPv6 by the system', '::ffff:10.1.2.3', '203.0.113.5', '203.0.113.5'],
    ['of the proxy, for what is no address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['of the last that is known, for what is no address further left', '10.1.2.3', 'x, 192.0.2.7', '192.0.2.7'],
    ['of a proxy that asks for itself', '10.1.2.3', '', '10.1.2.3'],
    ['of a trusted network alone', '10.1.2.3', '10.9.9.9', '10.9.9.9'],
  ])('is the one %s', (_, remote, forwarded, expected) => {
    expect(addressOf(remote, forwarded)).toBe(expected);
  });

  it('is that of the connection where no proxy is trusted, whatever is forwarded', () => {
    expect(addressOf('10.1.2.3', '203.0.113.5', [])).toBe('10.1.2.3');
  });

  it('goes by addresses and networks, and nothing else is one', () => {
    expect(['10.0.0.0/8', '::1', 'fd00::/8', '192.0.2.7/32'].map(isNetwork)).toEqual([true, true, true, true]);
    expect(['10.0.0.0/33', 'proxy', '10.0.0/8', '1.1.1.1/8/8', '', 'fd00::/129'].some(isNetwork)).toBe(false);
  });
});

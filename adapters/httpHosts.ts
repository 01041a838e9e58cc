import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A request to a host the operator did not list: a mistake in configuration or code, never something to retry. */
export class EgressFault extends Error {
  override readonly name = 'EgressFault';
  readonly code = 'EGRESS_NOT_ALLOWED';
}

/** Like `dns.lookup` with `all`. */
export type Resolve = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/** Hosts as `createHosts` checks them. */
export interface Hosts {
  /** The URL, or an `EgressFault`. */
  permit(text: string): URL;
  readonly lookup: LookupFunction;
  /** Whether a connection to this host may end at this address. A literal address is what the operator listed. */
  mayReach(hostname: string, address: string | undefined): boolean;
}

/**
 * The list of hosts this process may talk to, checked on the URL, on every address a name resolves to, and once more on
 * the address a connection has reached.
 */
export function createHosts(
  allowed: readonly string[],
  privateHosts: readonly string[],
  resolve: Resolve = dns.lookup,
): Hosts {
  const list = new Set(allowed.map((host) => host.toLowerCase()));
  const mayBePrivate = new Set(['localhost', ...privateHosts.map((host) => host.toLowerCase())]);

  const mayReach = (hostname: string, address = '') => {
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) return isSameAddress(literal, address);
    return mayBePrivate.has(hostname.toLowerCase()) || isPublicAddress(address);
  };

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const usable = addresses.filter(({ address }) => mayReach(hostname, address));
      const [first] = usable;
      if (!first) return callback(addressRefused(hostname), []);
      if (options.all) return callback(null, usable);
      return callback(null, first.address, first.family);
    });
  };

  return { permit: (text) => permit(text, list), lookup, mayReach };
}

/** However it is spelt: only such an address is in a list of this one alone. */
function isSameAddress(one: string, other: string): boolean {
  if (isIP(other) === 0) return false;
  const only = new BlockList();
  only.addAddress(one, isIP(one) === 6 ? 'ipv6' : 'ipv4');
  return only.check(other, isIP(other) === 6 ? 'ipv6' : 'ipv4');
}

/** False for loopback, private, link-local, carrier-grade, documentation, multicast and mapped forms of them. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // A mapped address (`::ffff:10.0.0.1`) is checked against the IPv4 networks by Node itself.
  return family !== 0 && !NON_PUBLIC.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function permit(text: string, list: ReadonlySet<string>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password) {
    throw new EgressFault('Not a plain http(s) address. Check the configured base URL.');
  }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (!list.has(url.hostname) && !list.has(`${url.hostname}:${port}`)) {
    throw new EgressFault(
      `Host ${url.host} is not on the list of allowed hosts. Add it to the configuration if it belongs there.`,
    );
  }
  return url;
}

function addressRefused(hostname: string): NodeJS.ErrnoException {
  const fault: NodeJS.ErrnoException = new EgressFault(
    `${hostname} resolves to a non-public address. List it among the private hosts if that is intended.`,
  );
  return fault;
}

const NON_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NON_PUBLIC.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  NON_PUBLIC.addSubnet(network, prefix, 'ipv6');
}

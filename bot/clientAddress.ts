import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The address a request counts for, where something is allowed so often per address. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * That of the connection; and where that is a trusted proxy's, the last one in `X-Forwarded-For` that is not. Each proxy
 * adds on the right whom it heard from itself: what stands further to the left anybody may have written.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = trustIn(trustedProxies);
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').reverse();
    let address = plain(socket.remoteAddress ?? '');
    for (const hop of forwarded) {
      const before = plain(hop);
      // Whatever a proxy of ours did not write right says nothing.
      if (!isTrusted(address) || isIP(before) === 0) return address;
      address = before;
    }
    return address;
  };
}

/** An address, or a network as an address and the bits that count: `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function trustIn(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Without a port, without brackets, and not as an IPv6 address what is an IPv4 one. */
function plain(hop: string): string {
  const text = hop.trim();
  const [, address = text] = /^\[(.+)\](?::\d+)?$/.exec(text) ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text) ?? [];
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

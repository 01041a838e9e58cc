import { Resolver } from 'node:dns';
import type { Resolve } from '../../adapters/httpHosts';

/** By the name server at this port alone, and nothing is remembered. */
export function resolveAt(port: number): Resolve {
  return (hostname, _options, callback) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    resolver.resolve4(hostname, (error, addresses) =>
      callback(
        error,
        (addresses ?? []).map((address) => ({ address, family: 4 })),
      ),
    );
  };
}

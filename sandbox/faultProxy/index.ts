import http from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { jsonOf, readBody } from '../requestBody';
import { respond } from '../respond';
import { listenLocally, runAsProcess, type StandIn } from '../standIn';
import { openBlackhole } from './blackhole';
import { type Certificates, makeCertificates } from './certificates';
import { createWireFaults, WireFault, type WireFaults, type WireKind } from './faults';
import { openNameServer } from './names';
import { createTraffic } from './traffic';

/** The name under which the bank stands behind the proxy. */
export const BANK_HOST = 'bank.sandbox.test';
const HERE = '127.0.0.1';
/** Of the machine's own, and nobody listens there. */
const NOBODY = '127.0.0.77';
const DEAF = '127.0.0.78';

/** The wire between the product and the sandbox bank, with everything that can happen to it on request. */
export interface FaultProxy extends StandIn {
  readonly faults: WireFaults;
  /** `https://bank.sandbox.test:<port>`, to be resolved by the name server at `namesPort`. */
  readonly origin: string;
  readonly namesPort: number;
  /** What a client of it trusts. */
  readonly ca: string;
}

export async function createFaultProxy({ bankPort }: { readonly bankPort: number }): Promise<FaultProxy> {
  const faults = createWireFaults();
  const certificates = makeCertificates(BANK_HOST);
  const wires = new WeakMap<Socket, Socket>();
  const traffic = createTraffic(bankPort, faults, (secured) => wires.get(secured)?.resetAndDestroy());
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)));
    const fault = faults.ofConnections();
    if (fault === 'resetAtOnce') socket.resetAndDestroy();
    if (fault === 'resetAtOnce' || fault === 'handshakeStall') return;
    const secured = new TLSSocket(socket, { isServer: true, secureContext: shownFor(fault, certificates) });
    secured.on('error', () => undefined);
    wires.set(secured, socket);
    traffic.emit('connection', secured);
  });
  const port = await listening(door);
  const blackhole = await openBlackhole(DEAF, port);
  const names = await openNameServer(() => addressFor(faults.ofNames()));
  return {
    port,
    faults,
    origin: `https://${BANK_HOST}:${port}`,
    namesPort: names.port,
    ca: certificates.ca,
    async close() {
      const closed = new Promise((resolve) => door.close(resolve));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, names.close(), blackhole.close()]);
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HERE, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function addressFor(fault: WireKind | undefined): string | undefined | null {
  if (fault === 'nxdomain') return undefined;
  if (fault === 'dnsStall') return null;
  if (fault === 'refused') return NOBODY;
  return fault === 'blackhole' ? DEAF : HERE;
}

function shownFor(fault: WireKind | undefined, certificates: Certificates): SecureContext {
  if (fault === 'certExpired') return certificates.expired;
  if (fault === 'certWrongHost') return certificates.wrongHost;
  return fault === 'certUnknownAuthority' ? certificates.unknownAuthority : certificates.good;
}

/** By itself: its switches listen, and `GET /` tells where the rest does and what to trust. */
async function withSwitches(port: number, bankPort: number): Promise<StandIn> {
  const proxy = await createFaultProxy({ bankPort });
  const { origin, namesPort, ca, faults } = proxy;
  const server = http.createServer(async (request, response) => {
    const fault =
      request.method === 'POST' ? WireFault.safeParse(jsonOf((await readBody(request, 4_096)) ?? '')) : undefined;
    if (fault?.success) faults.add(fault.data);
    const body = JSON.stringify({ origin, namesPort, ca, faults: faults.list() });
    respond(response, fault?.success === false ? 400 : 200, { 'Content-Type': 'application/json' }, body);
  });
  const switches = await listenLocally(server, port);
  return { port: switches.port, close: async () => void (await Promise.all([switches.close(), proxy.close()])) };
}

if (require.main === module) {
  runAsProcess({
    name: 'fault proxy',
    path: '/',
    portVariable: 'SANDBOX_FAULT_PROXY_PORT',
    defaultPort: 4012,
    start: (port) => withSwitches(port, Number(process.env.SANDBOX_BANK_PORT ?? 4010)),
  });
}

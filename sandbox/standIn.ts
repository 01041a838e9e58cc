import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that plays a party the product talks to, over real HTTP. */
export interface StandIn {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the loopback interface: a stand-in can never be reached from outside the machine. Port 0 picks a free one. */
export async function listenLocally(server: Server, port: number): Promise<StandIn> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    // A listening TCP server has an address with a port.
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** As a process of its own: says where it listens, tells its parent, and ends on SIGTERM. */
export function runAsProcess({ name, path, portVariable, defaultPort, start }: StandInProcess): void {
  const port = Number(process.argv[2] ?? process.env[portVariable] ?? defaultPort);
  start(port)
    .then((standIn) => {
      console.log(`Sandbox ${name} (fictional): http://127.0.0.1:${standIn.port}${path}`);
      process.send?.({ port: standIn.port });
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => void standIn.close().then(() => process.exit(0)));
      }
    })
    .catch((cause: NodeJS.ErrnoException & { port?: number }) => {
      const isTaken = cause.code === 'EADDRINUSE';
      const advice = `Port ${cause.port} is in use; choose another for the sandbox ${name} with ${portVariable}.`;
      console.error(isTaken ? advice : cause);
      process.exit(1);
    });
}

interface StandInProcess {
  readonly name: string;
  /** Where there is something to see. */
  readonly path: string;
  readonly portVariable: string;
  readonly defaultPort: number;
  readonly start: (port: number) => Promise<StandIn>;
}

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One address before several processes, as a load balancer gives it. */
export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** Each connection goes to the next process that takes one; where none does it is closed. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  let turn = 0;
  const server: Server = createServer((customer) => {
    sockets.add(customer);
    customer.on('close', () => sockets.delete(customer)).on('error', () => customer.destroy());
    turn += 1;
    join(customer, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function join(customer: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void customer.destroy();
  const product = connect(port, '127.0.0.1');
  const refused = () => join(customer, others);
  product.once('error', refused);
  product.once('connect', () => {
    product.off('error', refused).on('error', () => customer.destroy());
    product.on('close', () => customer.destroy());
    customer.on('close', () => product.destroy());
    customer.pipe(product).pipe(customer);
  });
}

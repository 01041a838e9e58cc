import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp } from '../../adapters/http';
import { createTwilioAim } from '../../sandbox/aimTwilio';
import { createTwilio } from '../../sandbox/twilio';

const TARGET = { deliverTo: 'http://127.0.0.1:9', publicUrl: 'https://chat.larkfield.example' };

describe('the sandbox Twilio learns where its webhooks go', () => {
  const http = createHttp({ allowedHosts: ['127.0.0.1'] });
  const said: string[] = [];
  const aimAt = (twilioPort: number) =>
    createTwilioAim({
      http,
      twilioPort,
      target: TARGET,
      everyMs: 5,
      onAbsent: () => said.push('absent'),
      onAimedLate: () => said.push('late'),
    });
  const targetOf = async (port: number) =>
    ((await (await fetch(`http://127.0.0.1:${port}/__sandbox/twilio`)).json()) as { webhook?: object }).webhook;
  beforeEach(() => {
    said.length = 0;
  });
  afterAll(() => http.close());

  it('at once when it runs already', async () => {
    const twilio = await createTwilio({ port: 0 });
    const aim = aimAt(twilio.port);
    await aim.start();
    expect(await targetOf(twilio.port)).toMatchObject(TARGET);
    expect(said).toEqual([]);
    await aim.stop();
    await twilio.close();
  });

  it('when it starts after the product', async () => {
    const port = await freePort();
    const aim = aimAt(port);
    await aim.start();
    expect(said).toEqual(['absent']);
    const twilio = await createTwilio({ port });
    while (said.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(said).toEqual(['absent', 'late']);
    expect(await targetOf(port)).toMatchObject(TARGET);
    await aim.stop();
    await twilio.close();
  });

  it('not after the product has stopped', async () => {
    const { server, asked } = refusing();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const aim = aimAt(portOf(server));
    await aim.start();
    while (asked() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await aim.stop();
    const until = asked();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked()).toBe(until);
    await new Promise((resolve) => server.close(resolve));
  });
});

function refusing() {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(503);
    response.end();
  });
  return { server, asked: () => count };
}

async function freePort(): Promise<number> {
  const { server } = refusing();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

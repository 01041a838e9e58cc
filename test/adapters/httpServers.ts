import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttp, type Http, type HttpLimits } from '../../adapters/http';

const open: { close(): void }[] = [];
/** Closes every server and client opened here. */
export function closeAll(): void {
  for (const part of open.splice(0)) part.close();
}

export async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  open.push({
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export const serveHttp = (listener: RequestListener) => listen(http.createServer(listener));
export const serveTcp = (listener: (socket: Socket) => void) => listen(net.createServer(listener));

export const LIMITS: Partial<HttpLimits> = { connectTimeoutMs: 300, headersTimeoutMs: 300, bodyTimeoutMs: 300 };

export function client(limits: Partial<HttpLimits> = {}): Http {
  const made = createHttp({ allowedHosts: ['127.0.0.1'], limits: { ...LIMITS, ...limits } });
  open.push(made);
  return made;
}

export const post = (http: Http, port: number, timeoutMs?: number) =>
  http.request({
    method: 'POST',
    url: `http://127.0.0.1:${port}/apply`,
    headers: { 'Content-Type': 'text/plain' },
    body: 'ünïcode',
    timeoutMs,
  });

/** An HTTPS server with a certificate of its own, made for this run. */
export async function serveTls(): Promise<{ port: number; ca: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  execFileSync('openssl', [...made, ...subject, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  rmSync(folder, { recursive: true });
  const port = await listen(https.createServer({ key, cert }, (_request, response) => response.end('{}')));
  return { port, ca: cert };
}

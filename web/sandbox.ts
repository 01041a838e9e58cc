import http from 'node:http';
import type { HttpRequest, HttpResponse, Route } from '../adapters/route';

const MAX_CONTROL_BYTES = 32 * 1024;
/** A message from the sandbox's phone is answered once the product has taken it, or Twilio has given up. */
const TIMEOUT_MS = 20_000;

/**
 * In sandbox mode the main address passes `/__sandbox/<name>` on to the stand-in of that name, so that one address is
 * enough for people and tests. Never mounted in production.
 */
export function createSandboxRoutes(ports: Readonly<Record<string, number>>): readonly Route[] {
  return Object.entries(ports).flatMap(([name, port]) => routesOf(name, port));
}

function routesOf(name: string, port: number): readonly Route[] {
  const handle = (request: HttpRequest) => passOn(port, request);
  const paths = [`/__sandbox/${name}`, `/__sandbox/${name}/:what`];
  return paths.flatMap((path): Route[] => [
    { method: 'GET', path, maxBytes: 0, contentTypes: [], handle },
    { method: 'DELETE', path, maxBytes: 0, contentTypes: [], handle },
    { method: 'POST', path, maxBytes: MAX_CONTROL_BYTES, contentTypes: ['application/json'], handle },
  ]);
}

/** The control desk is on this machine's loopback, which the product's own way out refuses by design. */
function passOn(port: number, request: HttpRequest): Promise<HttpResponse> {
  const { method, body, query } = request;
  const path = query.size > 0 ? `${request.path}?${query}` : request.path;
  const headers = { 'content-type': 'application/json', accept: String(request.headers.accept ?? '*/*') };
  return new Promise((resolve) => {
    const call = http.request({ host: '127.0.0.1', port, method, path, headers, timeout: TIMEOUT_MS }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 502,
          headers: { 'content-type': answer.headers['content-type'] ?? 'application/json' },
          body: Buffer.concat(parts),
        }),
      );
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () =>
      resolve({ status: 502, body: { error: { code: 'SandboxDown', message: 'The sandbox does not answer.' } } }),
    );
    call.end(body);
  });
}

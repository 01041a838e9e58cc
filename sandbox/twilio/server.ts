import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../requestBody';
import { type Answer, notFound, twilioError } from './answer';
import { controlDesk } from './controlDesk';
import { answerWith, perform } from './perform';
import { type ApiRoute, ROUTES } from './routes';
import type { ApiCall, Twilio } from './twilio';

const MAX_BODY_BYTES = 256 * 1024;

/** Twilio's APIs under their own paths, and the switches under `/__sandbox/twilio`. */
export function createTwilioServer(twilio: Twilio): http.Server {
  return http.createServer((request, response) => {
    response.setHeader('Date', new Date(twilio.clock.now()).toUTCString());
    serve(twilio, request, response).catch(() => response.destroy());
  });
}

async function serve(twilio: Twilio, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://twilio.invalid');
  const method = request.method ?? 'GET';
  const text = await readBody(request, MAX_BODY_BYTES);
  if (text === undefined) {
    answerWith(response, twilioError(20422, 'Body too large'));
  } else if (path.startsWith('/__sandbox/')) {
    const wantsHtml = request.headers.accept?.includes('text/html') ?? false;
    answerWith(response, await controlDesk(twilio, { method, path, query, text, wantsHtml }));
  } else {
    await serveApi(
      twilio,
      { method, path, query, text, form: new URLSearchParams(text), segments: [] },
      response,
      request,
    );
  }
}

async function serveApi(
  twilio: Twilio,
  call: ApiCall,
  response: ServerResponse,
  request: IncomingMessage,
): Promise<void> {
  const refusal = authRefusal(twilio, call.path, request.headers.authorization);
  const route = ROUTES.find(({ method, pattern }) => method === call.method && pattern.test(call.path));
  if (refusal || !route) {
    answerWith(response, refusal ?? notFound(call.path));
    return;
  }
  const user = call.form.get('To') ?? call.query.get('To') ?? call.query.get('From') ?? undefined;
  const fault = twilio.faults.take(route.at, user);
  const segments = (route.pattern.exec(call.path) ?? []).slice(1);
  const failLater = fault?.kind === 'failLater' ? fault.code : undefined;
  await perform(
    fault,
    response,
    () =>
      shapeRefusal(twilio, route, call, request.headers['content-type']) ??
      route.handle(twilio, { ...call, segments }, failLater),
  );
}

function authRefusal({ account }: Twilio, path: string, authorization = ''): Answer | undefined {
  const expected = Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64');
  const isOwn = !path.startsWith('/2010-04-01/') || path.startsWith(`/2010-04-01/Accounts/${account.accountSid}/`);
  if (isOwn && authorization === `Basic ${expected}`) return undefined;
  return { ...twilioError(20003), headers: { 'WWW-Authenticate': 'Basic realm="Twilio API"' } };
}

function shapeRefusal({ contract }: Twilio, route: ApiRoute, call: ApiCall, type = ''): Answer | undefined {
  const isJson = route.at === 'content';
  if (call.method === 'POST' && !type.startsWith(isJson ? 'application/json' : 'application/x-www-form-urlencoded')) {
    return twilioError(20422, `Content-Type ${type} is not taken here`);
  }
  if (route.method === 'DELETE') return undefined;
  const isForm = route.method === 'POST' && !isJson;
  const names = isForm ? call.form.keys() : call.query.keys();
  const unknown = contract.unknownName(route.template, isForm ? 'post' : 'get', names);
  return unknown === undefined ? undefined : twilioError(20001, `Unknown parameters: ${unknown}`);
}

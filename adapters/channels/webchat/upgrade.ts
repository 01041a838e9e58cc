import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from '../../refuseUpgrade';
import type { RateLimit } from './limits';
import type { MarketLookup } from './market';
import type { Origins } from './origins';
import { EXPIRED, ORIGIN_REFUSED, Refusal, UNAUTHORIZED, UNKNOWN_CONVERSATION } from './refusal';
import type { createStreams, StreamRequest } from './streams';
import type { Tokens } from './tokens';
import { parseWatermark } from './watermark';

export interface UpgradeRules {
  readonly tokens: Tokens;
  readonly origins: Origins;
  readonly rateLimit: RateLimit;
  readonly streams: ReturnType<typeof createStreams>;
  readonly maxStreams: number;
  readonly marketInfo: MarketLookup;
}

const STREAM_PATH = /^\/v3\/directline\/conversations\/([\w-]{1,64})\/stream\?(.*)$/;
const CHAIN_MS = 24 * 3_600_000;
/** What a client sends on a stream is thrown away; this only has to fit its pings. */
const MAX_CLIENT_MESSAGE_BYTES = 4_096;

/** Opens streams: origin, then allowance, then the ticket in the address, all before the connection is a websocket. */
export function createUpgrade(rules: UpgradeRules) {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
  });

  return (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const match = STREAM_PATH.exec(request.url ?? '');
    if (match === null) return false;
    const [, conversationId = '', query = ''] = match;
    admit(rules, request, conversationId, new URLSearchParams(query)).then(
      (admitted) => {
        if (admitted instanceof Refusal) refuse(socket, admitted);
        else sockets.handleUpgrade(request, socket, head, (opened) => rules.streams.open(opened, admitted));
      },
      () => refuse(socket, new Refusal(500, 'ServiceError', 'The stream could not be opened. Try again.')),
    );
    return true;
  };
}

async function admit(
  rules: UpgradeRules,
  request: IncomingMessage,
  conversationId: string,
  query: URLSearchParams,
): Promise<StreamRequest | Refusal> {
  if (!rules.origins.permits(request.headers)) return ORIGIN_REFUSED;
  const claims = await rules.tokens.verifyStream(query.get('t') ?? '');
  if (claims === 'expired') return EXPIRED;
  if (claims === 'invalid') return UNAUTHORIZED;
  if (claims.conversationId !== conversationId) return UNKNOWN_CONVERSATION;
  const limited = await rules.rateLimit('stream', conversationId);
  if (limited !== undefined) return limited;
  if (rules.streams.size() >= rules.maxStreams)
    return new Refusal(503, 'Busy', 'Too many open chats. Try again soon.', { headers: { 'Retry-After': '5' } });
  const afterSeq = parseWatermark(query.get('watermark'));
  if (afterSeq instanceof Refusal) return afterSeq;
  const bankName = rules.marketInfo(claims.market)?.bankName ?? '';
  return { conversationId, userId: claims.userId, bankName, afterSeq, endsAt: claims.chainStart + CHAIN_MS };
}

function refuse(socket: Duplex, refusal: Refusal): void {
  const { body, headers = {} } = refusal.toResponse();
  const text = JSON.stringify(body);
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  refuseUpgrade(
    socket,
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `${more.join('')}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

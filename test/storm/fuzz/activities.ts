import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { pickOf } from '../customers';
import { hostileText, hostileValue, likelyText, mutated, mutatedBytes, type Random, wellFormed } from './hostile';
import { ACCOUNT, PUBLIC_URL } from './world';

/** What somebody knows who writes. */
export interface Told {
  /** Payloads of buttons in sight. */
  readonly offered: readonly string[];
  /** What would be a good answer. */
  readonly wanted?: string;
  readonly isCareful: boolean;
}

/** As a customer goes on who wants to get to the end. */
function sensible(random: Random, { offered, wanted }: Told): object {
  const base = { type: 'message', from: {}, channelData: { clientActivityID: clientId(random) } };
  const forward = offered.filter((payload) => !/\|(?:cmd|decline|edit|change)|^cmd/.test(payload));
  const payload = pickOf(random, forward.length > 0 && random() < 0.9 ? forward : offered);
  if (wanted !== undefined && random() < 0.9) return { ...base, text: wanted };
  return payload === undefined ? { ...base, text: likelyText(random) } : { ...base, value: { payload }, text: 'x' };
}

function clientId(random: Random): string {
  return `f${Math.floor(random() * 1e12).toString(36)}`;
}

/** The body of one activity: often sensible, sometimes with one thing wrong, sometimes with everything. */
export function activityBody(random: Random, told: Told): Buffer {
  const chance = random();
  if (told.isCareful) return Buffer.from(JSON.stringify(sensible(random, told)));
  if (chance < 0.03) return Buffer.from(nested(random));
  if (chance < 0.06) return Buffer.from(JSON.stringify(hostileValue(random)) ?? '');
  const activity = activityOf(random, told.offered);
  if (chance < 0.1) activity[pickOf(random, FIELDS) ?? 'text'] = hostileValue(random);
  if (chance > 0.97) activity[hostileText(random).slice(0, 100)] = hostileValue(random);
  const text = JSON.stringify(activity);
  if (chance < 0.13) return mutatedBytes(random, Buffer.from(text));
  return Buffer.from(
    chance < 0.16
      ? text.replace(/^\{/, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},')
      : text,
  );
}

/** Open for ever, or closed again as often. */
function nested(random: Random): string {
  const depth = Math.floor(random() * 30_000);
  return random() < 0.5 ? '['.repeat(depth) : `{"type":"message","value":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

const FIELDS = [
  'type',
  'name',
  'text',
  'value',
  'from',
  'channelData',
  'locale',
  'attachments',
  'entities',
  'localTimestamp',
];

function activityOf(random: Random, offered: readonly string[]): Record<string, unknown> {
  const base = { type: 'message', channelData: { clientActivityID: clientId(random) } };
  const chance = random();
  const payload = pickOf(random, offered);
  if (payload !== undefined && chance < 0.45) return { ...base, value: { payload }, text: 'x' };
  if (payload !== undefined && chance < 0.48)
    return { ...base, value: { payload: mutated(random, payload) }, text: 'x' };
  if (chance < 0.75) return { ...base, text: likelyText(random) };
  if (chance < 0.94) return { ...base, text: hostileText(random) };
  if (chance < 0.96) return { ...base, attachments: [{ contentType: hostileText(random).slice(0, 200) }] };
  if (chance < 0.965) return { ...base, from: { id: hostileText(random) }, text: likelyText(random) };
  if (chance < 0.975) return asTheClientDoes(random, payload);
  if (chance < 0.98) return { ...base, type: pickOf(random, ['event', 'typing']), name: 'webchat/join' };
  return { ...base, entities: [{ type: 'Place' }, hostileValue(random)] };
}

/** With everything Microsoft's own page sends along. */
function asTheClientDoes(random: Random, payload = 'r1q1|yes') {
  const channelData = {
    clientActivityID: clientId(random),
    clientTimestamp: '2026-01-01T00:00:00.000Z',
    messageBack: { displayText: hostileText(random) },
    x: true,
  };
  const entities = [{ type: 'ClientCapabilities', requiresBotState: true, supportsListening: true }];
  return {
    type: 'message',
    value: payload,
    text: payload,
    channelData,
    entities,
    textFormat: 'plain',
    localTimestamp: '2026-01-01T00:00:00.000+00:00',
    localTimezone: 'Asia/Singapore',
    locale: 'en-SG',
  };
}

const FORM_FIELDS = [
  'Body',
  'MessageType',
  'ButtonPayload',
  'ButtonText',
  'ListId',
  'ListTitle',
  'NumMedia',
  'MediaContentType0',
  'Latitude',
  'Longitude',
  'ChannelMetadata',
  'ProfileName',
  'WaId',
  'From',
  'To',
  'ExternalUserId',
  'ReferralSourceUrl',
  'InteractiveData',
  'MessageStatus',
  'ErrorCode',
  'EventType',
] as const;

/** A webhook of Twilio's, signed unless the chance says otherwise, with whatever in it. */
export function webhook(random: Random, path: string, query: string, user: string) {
  const form: Record<string, string> = {
    MessageSid: `SM${Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')}`,
    AccountSid: ACCOUNT.accountSid,
    To: pickOf(random, ACCOUNT.senders)?.address ?? '',
    From: user,
    WaId: user.replace('whatsapp:+', ''),
    Body: random() < 0.6 ? likelyText(random) : wellFormed(hostileText(random)),
    MessageType: 'text',
  };
  for (let more = random() * 4 - 2; more > 0; more--) {
    form[pickOf(random, FORM_FIELDS) ?? 'Body'] = wellFormed(
      random() < 0.5 ? hostileText(random) : String(JSON.stringify(hostileValue(random))),
    );
  }
  if (random() < 0.02) for (let extra = 0; extra < 120; extra++) form[`P${extra}`] = 'x';
  const signature = getExpectedTwilioSignature(ACCOUNT.authToken, `${PUBLIC_URL}${path}${query && `?${query}`}`, form);
  let body = new URLSearchParams(form).toString();
  if (random() < 0.03) body += '&Body=again';
  if (random() < 0.03) body += `&%${mutated(random, 'zz%ff')}`;
  const bytes = random() < 0.05 ? mutatedBytes(random, Buffer.from(body)) : Buffer.from(body);
  return { body: bytes, signature: random() < 0.05 ? mutated(random, signature) : signature };
}

/** What an operator's page might send. */
export function operatorBody(random: Random): Buffer {
  const bodies = [
    { caseId: 'case:x', action: { kind: 'done', reference: '1234567' } },
    { caseId: hostileText(random), action: { kind: hostileText(random) } },
    { letterId: hostileText(random) },
    { paused: hostileValue(random), reason: hostileText(random) },
    hostileValue(random),
  ];
  const bytes = Buffer.from(JSON.stringify(pickOf(random, bodies)) ?? '');
  return random() < 0.2 ? mutatedBytes(random, bytes) : bytes;
}

import { isJsonObject } from './json';
import type { ClientActivity } from './wire';

/** Undefined when the body has no usable type. By hand and not by a schema: it is on the path of every message. */
export function readActivity(body: { readonly [K in keyof ClientActivity]?: unknown }): ClientActivity | undefined {
  const type = shortText(body.type, 64);
  if (type === undefined || type === '') return undefined;
  return {
    type,
    name: shortText(body.name, 128),
    text: typeof body.text === 'string' ? body.text : undefined,
    value: body.value,
    from: isJsonObject(body.from) ? { id: shortText(body.from.id, 256) } : undefined,
    channelData: isJsonObject(body.channelData) ? body.channelData : undefined,
    locale: shortText(body.locale, 35),
    localTimestamp: shortText(body.localTimestamp, 64),
    localTimezone: shortText(body.localTimezone, 64),
    textFormat: shortText(body.textFormat, 16),
    inputHint: shortText(body.inputHint, 32),
    replyToId: shortText(body.replyToId, 128),
    attachments: attachmentsIn(body.attachments),
    entities: Array.isArray(body.entities) ? body.entities : undefined,
  };
}

function shortText(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value.length <= longest ? value : undefined;
}

function attachmentsIn(value: unknown): ClientActivity['attachments'] {
  if (!Array.isArray(value) || !value.every(isJsonObject)) return undefined;
  return value.map(({ contentType }) => ({ contentType: shortText(contentType, 256) }));
}

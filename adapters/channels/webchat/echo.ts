import type { ClientEcho } from '../../../dialogs/message';
import { isJsonObject } from './json';
import type { ClientActivity } from './wire';

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,18}(?:Z|[+-]\d{2}:\d{2})$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const TOKEN = /^[\w.:|-]{1,128}$/;
const FORMATS = new Set(['plain', 'markdown', 'xml']);
const HINTS = new Set(['acceptingInput', 'expectingInput', 'ignoringInput']);
const CAPABILITIES = ['requiresBotState', 'supportsListening', 'supportsTts'] as const;
/** A client needs a handful; what a page adds beyond is its own affair and is not kept. */
const MAX_CHANNEL_DATA_KEYS = 20;

/**
 * The part of an activity that its sender must get back to recognise it: ids, times and formats. Never anything a
 * customer could have typed: that is stored only after card numbers are taken out.
 */
export function echoOf(
  activity: ClientActivity,
  choice?: { readonly payload: string; readonly label: string },
): ClientEcho {
  const channelData = {
    ...safeChannelData(activity.channelData ?? {}),
    ...(choice && 'messageBack' in (activity.channelData ?? {}) ? { messageBack: { displayText: choice.label } } : {}),
  };
  const entities = capabilities(activity.entities ?? []);
  return {
    activity: {
      ...matching('localTimestamp', activity.localTimestamp, TIME),
      ...matching('localTimezone', activity.localTimezone, ZONE),
      ...matching('locale', activity.locale, TAG),
      ...matching('replyToId', activity.replyToId, TOKEN),
      ...(FORMATS.has(activity.textFormat ?? '') ? { textFormat: activity.textFormat } : {}),
      ...(HINTS.has(activity.inputHint ?? '') ? { inputHint: activity.inputHint } : {}),
      ...(entities.length > 0 ? { entities } : {}),
      ...(choice ? { value: { payload: choice.payload } } : {}),
      channelData,
    },
  };
}

/** The sender's id for its message, when it has one we can use as a key. */
export function clientActivityIdOf(activity: ClientActivity): string | undefined {
  const id = activity.channelData?.clientActivityID;
  return typeof id === 'string' && TOKEN.test(id) ? id : undefined;
}

function matching(name: string, value: string | undefined, pattern: RegExp): Record<string, string> {
  return value !== undefined && pattern.test(value) ? { [name]: value } : {};
}

function safeChannelData(channelData: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(channelData).filter(
    ([key, value]) => /^[\w:-]{1,64}$/.test(key) && key !== '__proto__' && isSafe(key, value),
  );
  return Object.fromEntries(kept.slice(0, MAX_CHANNEL_DATA_KEYS));
}

function isSafe(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  if (typeof value !== 'string') return false;
  return key === 'clientActivityID' ? TOKEN.test(value) : TIME.test(value);
}

/** What the client's device can do, as its Web Chat announces it. */
function capabilities(entities: readonly unknown[]): readonly object[] {
  return entities
    .filter(isJsonObject)
    .filter((entity) => entity.type === 'ClientCapabilities')
    .slice(0, 1)
    .map((entity) => ({
      type: 'ClientCapabilities',
      ...Object.fromEntries(
        CAPABILITIES.filter((name) => typeof entity[name] === 'boolean').map((name) => [name, entity[name]]),
      ),
    }));
}

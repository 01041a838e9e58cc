import type { ClientEcho } from '../../../dialogs/message';
import { isJsonObject } from './json';
import type { ClientActivity } from './wire';

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,18}(?:Z|[+-]\d{2}:\d{2})$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const TOKEN = /^[\w.:|-]{1,128}$/;
const KEY = /^[\w:-]{1,64}$/;
const PATTERNS = [
  ['localTimestamp', TIME],
  ['localTimezone', ZONE],
  ['locale', TAG],
  ['replyToId', TOKEN],
  ['textFormat', /^(?:plain|markdown|xml)$/],
  ['inputHint', /^(?:accepting|expecting|ignoring)Input$/],
] as const;
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
  const channelData = safeChannelData(activity.channelData ?? {});
  if (choice && activity.channelData?.messageBack !== undefined)
    channelData.messageBack = { displayText: choice.label };
  const echo: Record<string, unknown> = { channelData };
  for (const [name, pattern] of PATTERNS) {
    const value = activity[name];
    if (value !== undefined && pattern.test(value)) echo[name] = value;
  }
  const [abilities] = capabilities(activity.entities ?? []);
  if (abilities) echo.entities = [abilities];
  if (choice) echo.value = { payload: choice.payload };
  return { activity: echo };
}

/** The sender's id for its message, when it has one we can use as a key. */
export function clientActivityIdOf(activity: ClientActivity): string | undefined {
  const id = activity.channelData?.clientActivityID;
  return typeof id === 'string' && TOKEN.test(id) ? id : undefined;
}

function safeChannelData(channelData: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  let kept = 0;
  for (const [key, value] of Object.entries(channelData)) {
    if (kept === MAX_CHANNEL_DATA_KEYS) break;
    if (!KEY.test(key) || key === '__proto__' || !isSafe(key, value)) continue;
    safe[key] = value;
    kept += 1;
  }
  return safe;
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

import type { DeskEvent } from '../../../../bot/desk/contract';
import { session, sessionBack } from '../state/session';
import { createStore } from '../state/store';
import { request } from './api';
import { createEventReader } from './sse';

/** How it stands with what the server pushes. */
export type LiveState = 'connecting' | 'live' | 'offline';

export const live = createStore<LiveState>('connecting');

const PAUSES_MS = [250, 1_000, 2_000, 5_000, 10_000];
/** The server says something at least so often; a line that is silent for longer is dead. */
const SILENCE_MS = 60_000;

/** Follows what the server pushes, for as long as the page lives, each time from where it was left. */
export function followEvents(onEvent: (event: DeskEvent) => void, onGap: () => void): () => void {
  const stop = new AbortController();
  void keepFollowing(onEvent, onGap, stop.signal);
  return () => stop.abort();
}

async function keepFollowing(onEvent: (event: DeskEvent) => void, onGap: () => void, stop: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  let failures = 0;
  const take = (event: DeskEvent, id: string | undefined) => {
    lastId = id ?? lastId;
    failures = 0;
    onEvent(event);
  };
  while (!stop.aborted) {
    await sessionBack();
    const opened = await readOnce(take, lastId, stop, () => {
      // Without a place to resume from, whatever happened meanwhile has to be asked for.
      if (lastId === undefined) onGap();
      failures = 0;
    });
    if (stop.aborted) return;
    live.set(navigator.onLine && opened ? 'connecting' : 'offline');
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
    failures += 1;
    await wait(pause * (0.75 + Math.random() / 2), stop);
  }
}

/** Reads one connection to its end. False: there was none. */
async function readOnce(
  take: (event: DeskEvent, id: string | undefined) => void,
  lastId: string | undefined,
  stop: AbortSignal,
  onOpen: () => void,
): Promise<boolean> {
  const silence = new AbortController();
  const signal = AbortSignal.any([stop, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await request('events', { signal, lastEventId: lastId });
    if (response.status === 401 && session.get() === 'on') session.set('ended');
    if (!response.ok || response.body === null) return false;
    live.set('live');
    onOpen();
    const read = createEventReader(({ id, data }) => take(JSON.parse(data) as DeskEvent, id));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      read(value);
    }
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Until then, or until the browser has a network again. */
function wait(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end, { signal: over.signal });
    stop.addEventListener('abort', end, { signal: over.signal });
  });
}

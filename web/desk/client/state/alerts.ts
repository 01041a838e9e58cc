import type { WorkRow } from '../../../../bot/desk/contract';
import { texts } from '../texts';
import { go } from './address';
import { preferencesNow } from './preferences';

/** When a customer of each row last wrote, as far as the page has seen: what is newer is worth a sound. */
const seen = new Map<string, { readonly view: WorkRow['view']; readonly lastInboundAt: number }>();
let audio: AudioContext | undefined;
/** Of conversations that left the lists a moment ago: what is left of one comes right after. */
const leaving = new Map<string, ReturnType<typeof setTimeout>>();
const LEFT_MS = 500;

/** Somebody else has it now. Should it wait again later, that is news. */
export function noteGone(conversationId: string): void {
  clearTimeout(leaving.get(conversationId));
  const forget = () => {
    leaving.delete(conversationId);
    for (const key of seen.keys()) if (key.startsWith(`${conversationId} `)) seen.delete(key);
  };
  leaving.set(conversationId, setTimeout(forget, LEFT_MS));
}

/** Makes itself heard, for those who asked for it, when somebody new waits or one's own customer writes. */
export function noteRow(row: WorkRow): void {
  clearTimeout(leaving.get(row.conversationId));
  const key = `${row.conversationId} ${row.itemId ?? ''}`;
  const before = seen.get(key);
  seen.set(key, { view: row.view, lastInboundAt: row.lastInboundAt });
  if (row.view === 'needsPerson' && before?.view !== 'needsPerson') {
    alertTo(row, texts.alerts.waiting(row.market));
  } else if (row.view === 'mine' && before !== undefined && row.lastInboundAt > before.lastInboundAt) {
    alertTo(row, texts.alerts.wrote(row.customer));
  }
}

/** What was there when the page opened is no news. */
export function noteKnown(rows: readonly WorkRow[]): void {
  for (const row of rows) {
    seen.set(`${row.conversationId} ${row.itemId ?? ''}`, { view: row.view, lastInboundAt: row.lastInboundAt });
  }
}

function alertTo(row: WorkRow, words: string): void {
  const { sounds, notifications } = preferencesNow();
  if (sounds) chime();
  if (!notifications || document.visibilityState === 'visible' || Notification.permission !== 'granted') return;
  // Nothing of what a customer wrote leaves the page.
  const notification = new Notification(words, { tag: row.conversationId, silent: true });
  notification.onclick = () => {
    window.focus();
    go({ place: 'work', view: row.view, conversation: row.conversationId });
  };
}

/** Two soft notes, made here, so that no file has to be loaded. Where there is no sound to be had the desk goes on. */
export function chime(): void {
  try {
    audio ??= new AudioContext();
    // Of one that was made before anybody touched the page.
    if (audio.state === 'suspended') void audio.resume();
    playOn(audio);
  } catch {
    // A browser without a way to make any.
  }
}

function playOn(audio: AudioContext): void {
  const start = audio.currentTime;
  [659, 880].forEach((frequency, at) => {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    note.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, start + at * 0.14);
    volume.gain.exponentialRampToValueAtTime(0.12, start + at * 0.14 + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at * 0.14 + 0.3);
    note.connect(volume).connect(audio.destination);
    note.start(start + at * 0.14);
    note.stop(start + at * 0.14 + 0.32);
  });
}

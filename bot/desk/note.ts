import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse } from './act';
import { textRefusal } from './words';

/** Characters of one note. */
const LONGEST_NOTE = 4_000;

/** Kept for people of the bank alone, by whoever writes it: it touches neither the pen nor the transcript. */
export function takeNote(open: OpenConversation, message: Act<'note'>): Next {
  const { agent: by, name, action, isSupervisor } = message;
  const text = action.text.trim();
  const refusal = textRefusal(text, LONGEST_NOTE);
  if (refusal !== undefined) return { ...stay(open), refusal };
  if (action.whisper && !isSupervisor) return refuse(open, 'NotAllowed', 'Only a supervisor whispers.');
  const body = { by, name, text, ...(action.whisper && { whisper: true as const }) };
  return audited(open, message, withAside(stay(open), { kind: 'note', body }), { version: open.document.version + 1 });
}

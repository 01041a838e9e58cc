import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { readJsonLines } from '../jsonLines';
import { Content, Message } from './message';
import { Target } from './target';

const Line = z.union([
  z.object({ message: Message }),
  z.object({ content: Content }),
  z.object({ contentGone: z.string() }),
  z.object({ target: Target }),
]);
type Line = z.infer<typeof Line>;

/**
 * Every message and content, in the order they were made, and where webhooks go. With a file, each change is appended to it, so that a restart
 * forgets neither what the phones show nor who may be written to, and the product need not start again.
 */
export function openLedger(file: string | undefined) {
  const messages = new Map<string, Message>();
  const contents = new Map<string, Content>();
  /** When a customer last wrote to a number. */
  const wrote = new Map<string, number>();
  let changes = 0;
  let target: Target | undefined;

  const applyMessage = (message: Message): void => {
    messages.set(message.sid, message);
    changes = Math.max(changes, message.n);
    if (message.direction === 'in') wrote.set(`${message.user} ${message.sender}`, message.createdAt);
  };
  const apply = (line: Line): void => {
    if ('contentGone' in line) contents.delete(line.contentGone);
    else if ('content' in line) contents.set(line.content.sid, line.content);
    else if ('target' in line) target = line.target;
    else applyMessage(line.message);
  };
  for (const line of readJsonLines(file, Line)) apply(line);
  const handle = file === undefined ? undefined : openSync(file, 'a', 0o600);
  const write = (line: Line): void => {
    apply(line);
    // The break comes first: it ends a line that a kill cut off.
    if (handle !== undefined) writeSync(handle, `\n${JSON.stringify(line)}`);
  };

  return {
    messages: (): readonly Message[] => [...messages.values()],
    message: (sid: string): Message | undefined => messages.get(sid),
    /** Keeps a new message, or the new state of one, and counts the change. */
    keep(message: Omit<Message, 'n'>): Message {
      const kept = { ...message, n: changes + 1 };
      write({ message: kept });
      return kept;
    },
    /** Undefined: never. */
    lastWrote: (user: string, sender: string): number | undefined => wrote.get(`${user} ${sender}`),
    changes: (): number => changes,
    contents: (): readonly Content[] => [...contents.values()],
    content: (sid: string): Content | undefined => contents.get(sid),
    keepContent: (content: Content): void => write({ content }),
    dropContent: (sid: string): void => write({ contentGone: sid }),
    target: (): Target | undefined => target,
    aim: (at: Target): void => write({ target: at }),
    /** Contents stay, and so does where webhooks go: whoever uses them says so only once. */
    forgetMessages(): void {
      const kept = [...contents.values()];
      messages.clear();
      wrote.clear();
      if (handle !== undefined) ftruncateSync(handle);
      for (const content of kept) write({ content });
      if (target !== undefined) write({ target });
    },
    close(): void {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

export type Ledger = ReturnType<typeof openLedger>;

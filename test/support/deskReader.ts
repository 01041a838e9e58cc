import type { Readable } from 'node:stream';
import type { DeskEvent } from '../../bot/desk/contract';

/** A page's end of the push channel: what it was told, in order. */
export interface DeskReader {
  readonly events: readonly DeskEvent[];
  /** Of the last event that had one. */
  lastId(): string | undefined;
  /** Resolves with the first event, past or to come, that is such. */
  until(isIt: (event: DeskEvent) => boolean): Promise<DeskEvent>;
  readonly ended: Promise<void>;
  leave(): void;
}

export function readDesk(stream: Readable): DeskReader {
  const events: DeskEvent[] = [];
  const waiting = new Set<() => void>();
  let text = '';
  let lastId: string | undefined;
  stream.on('data', (bytes: Buffer) => {
    text += String(bytes);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `));
      const [id, data] = [field('id'), field('data')];
      lastId = id?.slice(4) ?? lastId;
      if (data !== undefined) events.push(JSON.parse(data.slice(6)));
    }
    for (const look of waiting) look();
  });
  return {
    events,
    lastId: () => lastId,
    until: (isIt) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find(isIt);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    ended: new Promise((resolve) => {
      stream.once('close', () => resolve());
      stream.once('end', () => resolve());
    }),
    leave: () => void stream.destroy(),
  };
}

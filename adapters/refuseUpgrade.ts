import type { Duplex } from 'node:stream';

/** So long whoever was refused may still be sending before the answer is read. */
const LINGER_MS = 1_000;

/**
 * Says the last word on a connection that becomes no websocket, and lets go of it. Node leaves such a connection to us
 * alone: none of its time limits holds, and unread bytes keep it, half open, for as long as the process lives.
 */
export function refuseUpgrade(socket: Duplex, answer: string): void {
  const lingering = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(lingering));
  socket.resume();
  socket.end(answer);
}

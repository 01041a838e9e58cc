import { Readable } from 'node:stream';
import type { HttpResponse } from '../../adapters/route';
import type { Session } from '../../bot/staff/session';

const LOOK_AGAIN_MS = 10_000;

/** A stream lasts longer than a request: it ends when the session does, or when its owner may something else. */
export function endWithSession(
  { body: stream }: HttpResponse,
  begun: Session,
  recall: () => Promise<Session | undefined>,
  lookAgainMs = LOOK_AGAIN_MS,
): void {
  if (!(stream instanceof Readable)) return;
  const may = JSON.stringify(begun.principal);
  const look = async () => {
    // A store that cannot tell now is asked again.
    const session = await recall().catch(() => begun);
    if (JSON.stringify(session?.principal) !== may) stream.destroy(new SessionEnded());
  };
  const timer = setInterval(() => void look(), lookAgainMs);
  timer.unref();
  stream.once('close', () => clearInterval(timer));
}

class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
  readonly code = 'SESSION_ENDED';
}

import type { Http } from '../adapters/http';

export interface TwilioAimOptions {
  readonly http: Pick<Http, 'request'>;
  readonly twilioPort: number;
  readonly target: { readonly deliverTo: string; readonly publicUrl: string };
  /** It does not answer yet; said once. */
  readonly onAbsent: () => void;
  /** It answered after all, later than at start. */
  readonly onAimedLate: () => void;
  readonly everyMs?: number;
}

export interface TwilioAim {
  /** Resolves after the first try; until one succeeds, others follow in the background. Never rejects. */
  start(): Promise<void>;
  /** Resolves when no try is under way any more. */
  stop(): Promise<void>;
}

const EVERY_MS = 3_000;

/**
 * Tells the sandbox Twilio where its webhooks go, as one does in the real one's console, whichever of the two is
 * started first.
 */
export function createTwilioAim(options: TwilioAimOptions): TwilioAim {
  let timer: NodeJS.Timeout | undefined;
  let trying: Promise<void> | undefined;
  let isStopped = false;
  const attempt = async (isFirst: boolean): Promise<void> => {
    const isAimed = await aim(options);
    if (isStopped) return;
    if (isAimed) {
      if (!isFirst) options.onAimedLate();
      return;
    }
    if (isFirst) options.onAbsent();
    timer = setTimeout(() => {
      trying = attempt(false);
    }, options.everyMs ?? EVERY_MS).unref();
  };
  return {
    start() {
      trying = attempt(true);
      return trying;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await trying;
    },
  };
}

async function aim({ http, twilioPort, target }: TwilioAimOptions): Promise<boolean> {
  const url = `http://127.0.0.1:${twilioPort}/__sandbox/twilio/webhook`;
  const outcome = await http.request({ method: 'POST', url, body: JSON.stringify(target) });
  return outcome.kind === 'response' && outcome.status === 200;
}

import type { Http } from '../adapters/http';

/** Tells the sandbox Twilio where its webhooks go, as one does in the real one's console. False: it does not answer. */
export async function aimTwilio(
  http: Pick<Http, 'request'>,
  twilioPort: number,
  target: { readonly deliverTo: string; readonly publicUrl: string },
): Promise<boolean> {
  const url = `http://127.0.0.1:${twilioPort}/__sandbox/twilio/webhook`;
  const outcome = await http.request({ method: 'POST', url, body: JSON.stringify(target) });
  return outcome.kind === 'response' && outcome.status === 200;
}

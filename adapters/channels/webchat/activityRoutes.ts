import type { CustomerMessage } from '../../../dialogs/message';
import type { HttpRequest, HttpResponse } from '../../route';
import { type Context, newId } from './context';
import { unavailable } from './conversationRoutes';
import { type JsonObject, parseJsonObject } from './json';
import { type Part, parseMultipart } from './multipart';
import { parseActivity } from './parse';
import { readActivity } from './readActivity';
import { OTHER_USER, Refusal, UNKNOWN_CONVERSATION } from './refusal';
import { activityId } from './render';
import type { TokenClaims } from './tokens';

type Outcome = Promise<HttpResponse | Refusal>;

const NOT_AN_ACTIVITY = new Refusal(400, 'MissingProperty', 'The body must be an activity with a "type".');
/** Not 403, which clients read as "my token ran out". */
const NO_UPLOADS = new Refusal(400, 'UploadsNotAccepted', 'Files cannot be sent in this chat.');

/** Takes one activity; the answer means that its effect is durable. */
export async function postActivity(context: Context, request: HttpRequest): Outcome {
  const claims = await admitted(context, request);
  if (claims instanceof Refusal) return claims;
  const body = parseJsonObject(request.body);
  return body instanceof Refusal ? body : accept(context, claims, body);
}

/** A file with its activity. The conversation learns that a file came; the bytes are dropped here. */
export async function postUpload(context: Context, request: HttpRequest, uploads: 'refuse' | 'accept'): Outcome {
  const claims = await admitted(context, request);
  if (claims instanceof Refusal) return claims;
  if (uploads === 'refuse') return NO_UPLOADS;
  const parts = parseMultipart(request.body, String(request.headers['content-type'] ?? ''));
  if (parts === undefined)
    return new Refusal(400, 'BadArgument', 'The body must be multipart/form-data with an "activity" part.');
  const activity = activityIn(parts);
  if (activity instanceof Refusal) return activity;
  return accept(context, claims, { ...activity, attachments: filesIn(parts) });
}

async function admitted(context: Context, request: HttpRequest): Promise<TokenClaims | Refusal> {
  const claims = await context.callers.participant(request);
  if (claims instanceof Refusal) return claims;
  const limited = await context.rateLimit('message', claims.conversationId);
  if (limited !== undefined) return limited;
  return (await context.known.find(claims.conversationId)) === undefined ? UNKNOWN_CONVERSATION : claims;
}

async function accept(context: Context, claims: TokenClaims, body: JsonObject): Outcome {
  const activity = readActivity(body);
  if (activity === undefined) return NOT_AN_ACTIVITY;
  // The role a client claims is not even read: whoever holds a customer's token is the customer.
  if (activity.from?.id !== undefined && activity.from.id !== '' && activity.from.id !== claims.userId)
    return OTHER_USER;
  if (activity.type === 'typing') context.gateway.typing.tell(claims.conversationId, { from: 'customer' });
  const arrival = { sender: claims, receivedAt: context.clock(), newId: () => newId(context.random) };
  const message = parseActivity(activity, arrival);
  if (message === undefined || (await addsNothing(context, message))) return dropped(context, claims);
  const receipt = await context.gateway.receive(message);
  if (receipt.status === 'unavailable') return unavailable(receipt.retryAfterMs);
  return { status: 200, body: { id: activityId(claims.conversationId, receipt.seq) } };
}

/** A page's "join" right after the start: the customer has said nothing yet and the greeting is already there. */
async function addsNothing(context: Context, message: CustomerMessage): Promise<boolean> {
  if (message.kind !== 'started') return false;
  const said = await context.gateway.transcript(message.conversationId, 0, 20);
  return said.every(({ body }) => body.from === 'bot');
}

function dropped(context: Context, claims: TokenClaims): HttpResponse {
  return { status: 200, body: { id: `${claims.conversationId}|${newId(context.random)}` } };
}

function activityIn(parts: readonly Part[]): JsonObject | Refusal {
  const part = parts.find(
    ({ name, contentType }) => name === 'activity' || contentType === 'application/vnd.microsoft.activity',
  );
  if (part === undefined) return { type: 'message' };
  return part.bytes.length > 32_768
    ? new Refusal(413, 'RequestTooLarge', 'The activity is too large.')
    : parseJsonObject(part.bytes);
}

function filesIn(parts: readonly Part[]): readonly { readonly contentType: string }[] {
  return parts.filter(({ name }) => name !== 'activity').map(({ contentType }) => ({ contentType }));
}

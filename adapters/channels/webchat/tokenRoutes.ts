import type { HttpRequest, HttpResponse } from '../../route';
import { type Context, newId, newUserId } from './context';
import { isJsonObject, type JsonObject, parseJsonObject } from './json';
import { chooseMarket } from './market';
import { EXPIRED, Refusal } from './refusal';
import type { TokenSubject } from './tokens';

/** A back end of the bank asks for a customer's first token; the page that gets it can do nothing else. */
export async function generateToken(context: Context, request: HttpRequest): Promise<HttpResponse | Refusal> {
  const caller = await context.callers.backEnd(request);
  if (caller instanceof Refusal) return caller;
  const subject = newSubject(context, parseJsonObject(request.body));
  if (subject instanceof Refusal) return subject;
  const { token, expiresIn } = await context.tokens.issue(subject);
  return { status: 200, body: { conversationId: subject.conversationId, token, expires_in: expiresIn } };
}

/** Clients ask every fifteen minutes; after a day the customer's page has to ask its server again. */
export async function refreshToken(context: Context, request: HttpRequest): Promise<HttpResponse | Refusal> {
  const claims = await context.callers.customer(request);
  if (claims instanceof Refusal) return claims;
  const issued = await context.tokens.refresh(claims);
  if (issued === undefined) return EXPIRED;
  return {
    status: 200,
    body: { conversationId: claims.conversationId, token: issued.token, expires_in: issued.expiresIn },
  };
}

/** A new conversation for the market, language and user that a trusted caller names. */
export function newSubject(context: Context, body: JsonObject | Refusal): TokenSubject | Refusal {
  if (body instanceof Refusal) return body;
  const chosen = chooseMarket(body, context.marketInfo);
  if (chosen instanceof Refusal) return chosen;
  const user = isJsonObject(body.user) ? body.user.id : undefined;
  const userId = user ?? newUserId(context.random);
  if (typeof userId !== 'string' || !/^dl_[\w-]{1,64}$/.test(userId)) {
    return new Refusal(
      400,
      'BadArgument',
      'The user id must start with "dl_" and hold letters, digits, "-" and "_" only.',
    );
  }
  const { market, locale } = chosen;
  return { conversationId: newId(context.random), userId, market, ...(locale === undefined ? {} : { locale }) };
}

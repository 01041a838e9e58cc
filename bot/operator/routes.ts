import { z } from 'zod';
import { Reference } from '../../adapters/callouts/wireText';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import type { RecordDocument } from '../../store/documents';
import { StoreFault } from '../../store/storeFault';
import { redactCardNumbers } from '../cardNumbers';
import { refusal } from '../httpEdge';
import type { Anchor } from './anchor';
import type { AuditReport } from './auditCheck';
import type { CalloutSwitch } from './calloutSwitch';
import type { Casework } from './casework';
import type { ErasureRuling, Erasures } from './erasure';
import { createOperatorCheck, type Operator } from './operators';
import { actionsFor, type Ruling } from './ruling';

export interface OperatorRoutesParts {
  readonly operators: readonly Operator[];
  readonly casework: Casework;
  readonly calloutSwitch: CalloutSwitch;
  readonly erasures: Erasures;
  /** Told when leads may go to the bank again. */
  readonly onResumed: () => void;
  readonly checkAudit: (anchors: readonly Anchor[]) => Promise<AuditReport>;
  /** Resolves with undefined where the store is not a file of this process. */
  readonly backUp: (operator: string) => Promise<object | undefined>;
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
}

const Text = z.string().min(1).max(500);
const Nothing = z.strictObject({});
const Decision = z.strictObject({
  caseId: z.string().min(1).max(500),
  action: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done'), reference: Reference }),
    z.strictObject({ kind: z.literal('resend') }),
    z.strictObject({ kind: z.literal('reject') }),
    z.strictObject({ kind: z.literal('told'), note: Text.transform((note) => redactCardNumbers(note).text) }),
  ]),
});
const Replay = z.strictObject({ letterId: z.string().min(1).max(500) });
const Erasing = z.strictObject({
  conversationId: z.string().min(1).max(500),
  reason: z.string().min(1).max(200),
  evenWithOpenCase: z.boolean().default(false),
});
const Anchors = z.strictObject({
  heads: z.array(z.strictObject({ stream: Text, seq: z.number().int().positive(), mac: Text })).max(8_000),
});
const Pause = z.strictObject({ paused: z.boolean(), reason: Text });

/**
 * The operators' door. Every route asks for a token first and reads nothing before; nothing here shows what a customer
 * answered. There are no cookies, so no page can open it with somebody's browser.
 */
export function createOperatorRoutes(parts: OperatorRoutesParts): readonly Route[] {
  const { casework, calloutSwitch, checkAudit } = parts;
  const door = doorOf(parts);
  return [
    door.get('cases', async () => ({ cases: (await casework.cases()).map(caseView) })),
    door.post('cases/decide', Decision, async ({ caseId, action }, operator) =>
      rulingResponse(await casework.decide(caseId, operator, action)),
    ),
    door.get('dead-letters', async () => ({ deadLetters: (await casework.deadLetters()).map(letterView) })),
    door.post('dead-letters/replay', Replay, async ({ letterId }, operator) => {
      const receipt = await casework.replay(letterId, operator);
      if (receipt === undefined) return refusal(404, 'NotFound', 'There is no such dead letter.');
      return { status: receipt.status === 'unavailable' ? 503 : 200, body: { status: receipt.status } };
    }),
    door.get('callouts', async () => ({ paused: await calloutSwitch.isPaused() })),
    door.post('callouts', Pause, async (wish, operator) => switchCallouts(parts, wish, operator)),
    door.get('erasures', async () => ({ erasures: await parts.erasures.list() })),
    door.post('erase', Erasing, async (wish, operator) => {
      const reason = redactCardNumbers(wish.reason).text;
      return erasureResponse(await untilBusy(parts.erasures.erase({ ...wish, reason, operator })));
    }),
    later(door.get('audit', async () => checkAudit([]))),
    later({
      ...door.post('audit', Anchors, async ({ heads }) => ({ status: 200, body: await checkAudit(heads) })),
      maxBytes: 1_048_576,
    }),
    later(
      door.post('backup', Nothing, async (_, operator) => {
        const made = await parts.backUp(operator);
        return made ? { status: 200, body: made } : refusal(409, 'NotHere', 'This store is backed up where it runs.');
      }),
    ),
  ];
}

/** It reads or writes all there is, and can be done when there is less to do. */
function later(route: Route): Route {
  return { ...route, urgency: 'later' };
}

type Handle<T> = (body: T, operator: string) => Promise<HttpResponse>;

/** Makes routes that ask for a token first. */
export function doorOf({ operators, log }: Pick<OperatorRoutesParts, 'operators' | 'log'>) {
  const operatorOf = createOperatorCheck(operators);
  const guarded = async (request: HttpRequest, serve: (operator: string) => Promise<HttpResponse>) => {
    const operator = operatorOf(request.headers.authorization);
    if (operator !== undefined) return serve(operator);
    log.warn({ code: 'OPERATOR_UNKNOWN' }, 'The operators door turned somebody away');
    const { status, body } = refusal(401, 'Unauthorized', 'Send an operator token as "Authorization: Bearer <token>".');
    return { status, body, headers: { 'WWW-Authenticate': 'Bearer' } };
  };
  return {
    get: (name: string, read: () => Promise<object>): Route => ({
      method: 'GET',
      path: `/api/operator/${name}`,
      maxBytes: 0,
      contentTypes: [],
      urgency: 'first',
      handle: (request) => guarded(request, async () => ({ status: 200, body: await read() })),
    }),
    post: <T>(name: string, schema: z.ZodType<T>, handle: Handle<T>): Route => ({
      method: 'POST',
      path: `/api/operator/${name}`,
      maxBytes: 4_096,
      contentTypes: ['application/json'],
      urgency: 'first',
      handle: (request) =>
        guarded(request, async (operator) => {
          const body = schema.safeParse(jsonOf(request.body));
          if (body.success) return handle(body.data, operator);
          const where = body.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
          return refusal(400, 'BadArgument', where.join('; '));
        }),
    }),
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function switchCallouts(
  { calloutSwitch, onResumed }: OperatorRoutesParts,
  { paused, reason }: z.infer<typeof Pause>,
  operator: string,
): Promise<HttpResponse> {
  if (!paused && calloutSwitch.alwaysPaused) {
    return refusal(409, 'PausedByConfiguration', 'CALLOUTS=paused is set: take it away and restart.');
  }
  const changed = await calloutSwitch.set(paused, { operator, reason: redactCardNumbers(reason).text });
  if (!paused) onResumed();
  return { status: 200, body: { paused, changed } };
}

function rulingResponse(ruling: Ruling | undefined): HttpResponse {
  if (ruling === undefined) return refusal(404, 'NotFound', 'There is no such case.');
  if (ruling.kind === 'refused') return refusal(409, ruling.code, ruling.message);
  return { status: 200, body: { result: RESULTS[ruling.kind] } };
}

/** What was begun is finished by asking again: a backup that runs may keep the log from being emptied. */
async function untilBusy(ruling: Promise<ErasureRuling>): Promise<ErasureRuling | 'busy'> {
  try {
    return await ruling;
  } catch (cause) {
    if (cause instanceof StoreFault && cause.retryable) return 'busy';
    throw cause;
  }
}

function erasureResponse(ruling: ErasureRuling | 'busy'): HttpResponse {
  if (ruling === 'busy') return refusal(503, 'EraseAgain', 'The store was busy: run the same again to finish it.');
  if (ruling.kind === 'refused') return refusal(409, ruling.code, HINDRANCES[ruling.code]);
  if (ruling.kind === 'unknown') return refusal(404, 'NotFound', 'There is no such conversation.');
  return { status: 200, body: { result: ruling.kind } };
}

const HINDRANCES: Readonly<Record<Extract<ErasureRuling, { kind: 'refused' }>['code'], string>> = {
  SecondOperatorNeeded: 'Your proposal stands; another operator has to confirm it.',
  SubmissionUnderWay: 'An application of it is on its way to the bank: wait until the bank has answered.',
  CaseOpen: 'A case of it is open: settle it first, or say that it is to go all the same.',
  NotAConversation: 'That belongs to no customer.',
};

const RESULTS = { proposes: 'proposed', settles: 'settled', already: 'alreadySettled' } as const;

function caseView({ id, conversationId, at, body }: Extract<RecordDocument, { kind: 'case' }>) {
  return { id, conversationId, at, ...body, possible: body.status === 'open' ? actionsFor(body) : [] };
}

/** Without what the customer wrote, and of the fault only its kind: its words may quote them. */
function letterView({ id, conversationId, at, body }: Extract<RecordDocument, { kind: 'deadLetter' }>) {
  const { kind } = body.message as { readonly kind: string };
  return { id, conversationId, at, message: kind, fault: String(body.fault).split(':', 1)[0] };
}

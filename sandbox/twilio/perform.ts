import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Page, respond, respondWithPage } from '../respond';
import { type Answer, twilioError } from './answer';
import type { Fault } from './faults';

/** Carries a call out and spoils it as asked. With no fault it simply answers. */
export async function perform(fault: Fault | undefined, response: ServerResponse, run: () => Answer): Promise<void> {
  const instead = fault && INSTEAD[fault.kind];
  if (instead) {
    instead(response, fault);
    return;
  }
  const answer = run();
  if (fault?.kind === 'delay') await wait(fault.ms, undefined, { ref: false });
  const spoil = (fault && AFTER[fault.kind]) ?? answerWith;
  spoil(response, answer);
}

export function answerWith(response: ServerResponse, answer: Answer | Page): void {
  if ('html' in answer) {
    respondWithPage(response, answer);
  } else {
    const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
    respond(response, answer.status, { ...(text && JSON_HEADERS), ...answer.headers }, text);
  }
}

const JSON_HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };

type Kind = Fault['kind'];

/** Nothing is done. A response that is never ended is a timeout for the caller. */
const INSTEAD: Partial<Record<Kind, (response: ServerResponse, fault: Fault) => void>> = {
  timeoutBefore: () => undefined,
  status500: (response) => answerWith(response, twilioError(20500)),
  status503: (response) => answerWith(response, twilioError(20503)),
  status429: (response) => answerWith(response, twilioError(20429)),
  error: (response, { code }) => answerWith(response, twilioError(code ?? 20500)),
  reset: (response) => response.socket?.resetAndDestroy(),
};

/** The call has been carried out; only the answer is spoilt. */
const AFTER: Partial<Record<Kind, (response: ServerResponse, answer: Answer) => void>> = {
  timeoutAfter: () => undefined,
  resetAfter: (response) => response.socket?.resetAndDestroy(),
  malformed: (response, { status }) => respond(response, status, JSON_HEADERS, '{"sid": "SM'),
};

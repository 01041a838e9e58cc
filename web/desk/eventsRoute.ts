import type { DeskVersion } from '../../bot/desk/contract';
import type { DeskEvents } from '../../bot/desk/events';
import { refusal } from '../../bot/httpEdge';
import type { StaffRoute } from '../auth/guard';

export interface EventsRouteParts {
  readonly events: DeskEvents;
  readonly version: DeskVersion;
}

/**
 * What the desk's page is told as it happens: server-sent events that go on from the last one it had. It lasts as long as
 * the session it was opened with, which the guard looks at and which does not go on for it.
 */
export function createEventsRoute({ events, version }: EventsRouteParts): StaffRoute {
  return {
    method: 'GET',
    path: '/api/desk/events',
    maxBytes: 0,
    contentTypes: [],
    urgency: 'running',
    policy: { roles: ['agent', 'supervisor', 'operator'], market: 'own', passive: true },
    handle: async (request, who) => {
      const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' };
      const named = { ...headers, 'X-Desk-Version': version };
      if (request.method !== 'GET') return { status: 200, headers: named };
      const lastId = request.headers['last-event-id'];
      const opened = await events.open({ who, ...(typeof lastId === 'string' && { lastId }) });
      return opened === 'busy' ? BUSY : { status: 200, headers: named, body: opened };
    },
  };
}

const BUSY = {
  ...refusal(503, 'Busy', 'Too many pages follow the desk now. Close some, or try again in a moment.'),
  headers: { 'Retry-After': '5' },
};

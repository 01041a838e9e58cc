import type { Delivery, WorkItem } from '../../store/documents';
import type { Commit, Identity, Settlement } from '../../store/store';

/** One call of a store, and what it answered. */
export type Event =
  | { readonly kind: 'commit'; readonly commit: Commit; readonly answer: unknown }
  | { readonly kind: 'claim'; readonly answer: unknown }
  | { readonly kind: 'settle'; readonly settlement: Settlement; readonly answer: unknown }
  | { readonly kind: 'deliver'; readonly delivery: Delivery; readonly answer: unknown }
  | { readonly kind: 'identify'; readonly identity: Identity; readonly answer: unknown }
  | { readonly kind: 'erase'; readonly id: string; readonly answer: unknown };

/** What in a history cannot be, whatever store it is of, judged by the answers alone. */
export function contradictions(events: readonly Event[]): readonly string[] {
  const state = {
    versions: new Map<string, number>(),
    taken: new Set<string>(),
    fences: new Map<string, number>(),
    ended: new Set<string>(),
    reports: new Set<string>(),
    erased: new Set<string>(),
  };
  return events.flatMap((event) => contradictionsOf(event, state));
}

function contradictionsOf(event: Event, state: State): readonly string[] {
  switch (event.kind) {
    case 'commit':
      return ofCommit(event.commit, statusOf(event.answer), state);
    case 'claim':
      return Array.isArray(event.answer) ? event.answer.flatMap((item: WorkItem) => ofClaim(item, state)) : [];
    case 'settle':
      return ofSettlement(event.settlement, event.answer === true, state);
    case 'deliver':
      return ofDelivery(event.delivery, event.answer === true, state);
    case 'identify':
      return state.erased.has(String(event.answer)) ? [`${event.answer} was erased and is somebody’s`] : [];
    case 'erase':
      return ofErasure(event.id, state);
  }
}

interface State {
  readonly versions: Map<string, number>;
  readonly taken: Set<string>;
  readonly fences: Map<string, number>;
  readonly ended: Set<string>;
  readonly reports: Set<string>;
  readonly erased: Set<string>;
}

function statusOf(answer: unknown): string {
  const { status, fault } = (answer ?? {}) as { readonly status?: string; readonly fault?: string };
  return status ?? fault ?? '';
}

function ofCommit(
  { conversationId: id, expectedVersion, inboxKey, settle = [] }: Commit,
  status: string,
  state: State,
) {
  const found: string[] = [];
  const message = `${id}/${inboxKey}`;
  if (status === 'duplicate' && !state.taken.has(message)) found.push(`${message} is a duplicate of nothing`);
  if (status !== 'committed') return found;
  if (state.erased.has(id)) found.push(`${id} came back to life`);
  if (expectedVersion !== (state.versions.get(id) ?? 0)) found.push(`${id} lost the turn before ${expectedVersion}`);
  if (inboxKey !== undefined && state.taken.has(message)) found.push(`${message} was taken twice`);
  state.versions.set(id, expectedVersion + 1);
  if (inboxKey !== undefined) state.taken.add(message);
  for (const { id: workId, fence, status: end } of settle)
    found.push(...ofSettlement({ conversationId: id, id: workId, fence, status: end }, true, state));
  return found;
}

function ofClaim({ conversationId, id, fence }: WorkItem, { fences, ended, erased }: State): string[] {
  const name = `${conversationId}/${id}`;
  const isOld = fence <= (fences.get(name) ?? 0);
  fences.set(name, fence);
  return [
    ...(isOld ? [`${name} was claimed twice under ${fence}`] : []),
    ...(ended.has(name) ? [`${name} was claimed after its end`] : []),
    ...(erased.has(conversationId) ? [`${name} was claimed after it was erased`] : []),
  ];
}

function ofSettlement({ conversationId, id, fence, status }: Settlement, isHeld: boolean, { fences, ended }: State) {
  const name = `${conversationId}/${id}`;
  if (!isHeld) return [];
  const found = [
    ...(fence === fences.get(name) ? [] : [`${name} was settled under ${fence} by somebody who did not hold it`]),
    ...(ended.has(name) ? [`${name} was ended twice`] : []),
  ];
  if (status !== 'pending') ended.add(name);
  return found;
}

function ofDelivery({ conversationId, sid, status }: Delivery, isNews: boolean, { reports, erased }: State): string[] {
  const name = `${conversationId}/${sid}/${status}`;
  if (!isNews) return [];
  const found = reports.has(name) ? [`${name} was news twice`] : [];
  reports.add(name);
  return erased.has(conversationId) ? [...found, `${name} was noted after it was erased`] : found;
}

function ofErasure(id: string, { erased, fences, ended }: State): string[] {
  erased.add(id);
  for (const names of [fences, ended])
    for (const name of names.keys()) if (name.startsWith(`${id}/`)) names.delete(name);
  return [];
}

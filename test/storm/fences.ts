import { requestIds } from '../../bot/operator/evidence';
import type { Trace } from './probe';
import { type Finding, finding } from './storm';

type Event<E extends Trace['event']> = Extract<Trace, { event: E }>;

/** Who has each piece of work, as a trace that several processes wrote in one order tells it up to some point. */
interface Holders {
  readonly byWork: Map<string, Event<'claimed'>>;
  /** The claim under which each request id was made. */
  readonly byRequest: Map<string, Event<'claimed'>>;
}

/** Whoever lost a claim neither ends its work nor sends anything for it. */
export function fences(trace: readonly Trace[]): readonly Finding[] {
  const holders: Holders = { byWork: new Map(), byRequest: new Map() };
  const [writes, sends]: [string[], string[]] = [[], []];
  for (const one of trace) {
    if (one.event === 'claimed') note(holders, one);
    if (one.event === 'settled' && isStaleWrite(holders, one)) writes.push(one.id);
    if (one.event === 'leaving' && isStaleSend(holders, one)) sends.push(`${one.to} ${one.of}`);
  }
  return [
    finding('no work ended by whoever had lost it', 0, writes.length, writes[0]),
    finding('nothing sent by whoever had lost it', 0, sends.length, sends[0]),
  ];
}

function note({ byWork, byRequest }: Holders, claim: Event<'claimed'>): void {
  byWork.set(claim.id, claim);
  for (const request of requestIds(claim.id, claim.fence)) byRequest.set(request, claim);
}

function isStaleWrite({ byWork }: Holders, { id, fence, isHeld }: Event<'settled'>): boolean {
  return isHeld && fence < (byWork.get(id)?.fence ?? 0);
}

/** A reply does not say under which claim it is sent, but whose process sends it. */
function isStaleSend({ byWork, byRequest }: Holders, { to, of, pid }: Event<'leaving'>): boolean {
  if (to === 'reply') return (byWork.get(of)?.pid ?? pid) !== pid;
  const claim = byRequest.get(of);
  return claim !== undefined && claim.fence < (byWork.get(claim.id)?.fence ?? 0);
}

/** How many claims passed from one process to another without having been ended. */
export function takenOver(trace: readonly Trace[]): number {
  const open = new Map<string, number>();
  let count = 0;
  for (const one of trace) {
    if (one.event === 'settled' && one.isHeld) open.delete(one.id);
    if (one.event !== 'claimed') continue;
    if (open.has(one.id) && open.get(one.id) !== one.pid) count += 1;
    open.set(one.id, one.pid);
  }
  return count;
}

import type { Pen } from '../../machines/handoff';

/** Who of the staff has the pen. */
export function agentOf({ owner }: Pick<Pen, 'owner'>): string | undefined {
  return owner.startsWith(AGENT) ? owner.slice(AGENT.length) : undefined;
}

const AGENT = 'agent:';

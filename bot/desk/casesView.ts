import type { CaseAction } from '../../dialogs/message';
import type { CaseBody, CaseDecision, RecordDocument } from '../../store/documents';
import { actionsFor } from '../operator/ruling';
import { hasRole, type Principal } from '../staff/principal';
import type { DeskCase } from './contract';
import { plain } from './plain';

type CaseRecord = Extract<RecordDocument, { kind: 'case' }>;

/** A case as somebody sees it who may or may not settle it. */
export function caseView({ id, at, body }: CaseRecord, who: Pick<Principal, 'roles'>): DeskCase {
  const { reason, status, evidence, proposal, settlement } = body;
  return {
    id,
    at,
    reason: plain(reason),
    status,
    // What a bank answered is anybody's text.
    evidence: plainly(evidence) as DeskCase['evidence'],
    possible: status === 'open' ? actionsFor(body).filter((kind) => maySettle(who, kind)) : [],
    ...(proposal && { proposal: decision(proposal) }),
    ...(settlement && { settlement: settled(settlement) }),
  };
}

/** What an application's fate hangs on is for supervisors and operators; that a customer was told any agent may note. */
export function maySettle(who: Pick<Principal, 'roles'>, kind: CaseAction['kind']): boolean {
  return kind === 'told' || hasRole(who, ['supervisor', 'operator']);
}

function decision({ action, operator, at }: CaseDecision): NonNullable<DeskCase['proposal']> {
  return { action: plainly(action) as CaseAction, by: operator, at };
}

function settled(settlement: NonNullable<CaseBody['settlement']>): NonNullable<DeskCase['settlement']> {
  const { confirmedBy } = settlement;
  return { ...decision(settlement), ...(confirmedBy !== undefined && { confirmedBy }) };
}

/** The same with every text in it plain. */
function plainly(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plain(key), plainly(inner)]));
}

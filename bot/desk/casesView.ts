import type { CaseAction } from '../../dialogs/message';
import type { CaseBody, CaseDecision, RecordDocument } from '../../store/documents';
import { actionsFor } from '../operator/ruling';
import type { NameOf } from '../staff/directory';
import { hasRole, type Principal } from '../staff/principal';
import type { DeskCase } from './contract';
import { plain } from './plain';
import { staffName } from './staffName';

type CaseRecord = Extract<RecordDocument, { kind: 'case' }>;

/** A case as somebody sees it who may or may not settle it. */
export function caseView({ id, at, body }: CaseRecord, who: Pick<Principal, 'roles'>, nameOf: NameOf): DeskCase {
  const { reason, status, evidence, proposal, settlement } = body;
  return {
    id,
    at,
    reason: plain(reason),
    status,
    // What a bank answered is anybody's text.
    evidence: plainly(evidence) as DeskCase['evidence'],
    possible: status === 'open' ? actionsFor(body).filter((kind) => maySettle(who, kind)) : [],
    ...(proposal && { proposal: decision(proposal, nameOf) }),
    ...(settlement && { settlement: settled(settlement, nameOf) }),
  };
}

/** What an application's fate hangs on is for supervisors and operators; that a customer was told any agent may note. */
export function maySettle(who: Pick<Principal, 'roles'>, kind: CaseAction['kind']): boolean {
  return kind === 'told' || hasRole(who, ['supervisor', 'operator']);
}

/** An operator of the command line has no account, and is called what they call themselves. */
function decision({ action, operator, at }: CaseDecision, nameOf: NameOf): NonNullable<DeskCase['proposal']> {
  return { action: plainly(action) as CaseAction, by: staffName(operator, nameOf), at };
}

function settled(settlement: NonNullable<CaseBody['settlement']>, nameOf: NameOf): NonNullable<DeskCase['settlement']> {
  const { confirmedBy } = settlement;
  return {
    ...decision(settlement, nameOf),
    ...(confirmedBy !== undefined && { confirmedBy: staffName(confirmedBy, nameOf) }),
  };
}

/** The same with every text in it plain. */
function plainly(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plain(key), plainly(inner)]));
}

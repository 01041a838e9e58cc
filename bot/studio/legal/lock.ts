import { canonicalJson } from '../../../machines/upgrade';
import type { LegalApproval } from '../../../store/documents';
import type { Draft, LegalRow, LegalText } from '../contract';

/** What a draft would have customers agree to, beside what they agree to now, of the markets that are looked at. */
export interface Legal {
  readonly drafted: readonly LegalText[];
  readonly inForce: readonly LegalText[];
}

export type Lock = 'inForce' | LegalRow['state'];

/**
 * Whether a text may be put before customers: they read it already, or somebody who did not make the draft agreed to
 * exactly it. A consent is kept under the version of its notice, so a version stands for one wording alone.
 */
export function lockOf(
  text: LegalText,
  { inForce }: Pick<Legal, 'inForce'>,
  approved: readonly LegalApproval[],
  makers: Draft['makers'],
): Lock {
  const isSame = (one: Pick<LegalText, 'market' | 'purpose'>) =>
    one.market === text.market && one.purpose === text.purpose;
  const read = inForce.filter(isSame);
  const agreed = approved.filter(isSame);
  if (read.some(({ texts }) => isWorded(texts, text.texts))) return 'inForce';
  if (agreed.some(({ hash, by }) => hash === text.hash && !makers.includes(by))) return 'approved';
  const others = [...read, ...agreed].filter(({ hash }) => hash !== text.hash);
  return others.some(({ version }) => version === text.version) ? 'versionTaken' : 'toApprove';
}

function isWorded(one: LegalText['texts'], other: LegalText['texts']): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Why a draft stays away from customers of these texts; undefined when nothing stands in the way. */
export function legalObstacle(
  { drafted, ...legal }: Legal,
  approved: readonly LegalApproval[],
  makers: Draft['makers'],
): string | undefined {
  for (const text of drafted) {
    const lock = lockOf(text, legal, approved, makers);
    if (lock === 'versionTaken' || lock === 'toApprove') return `${text.market} ${text.step}: ${whatToDo(text, lock)}`;
  }
  return undefined;
}

/** About a text that stays away from customers as it is. */
export function whatToDo({ version }: LegalText, lock: 'toApprove' | 'versionTaken'): string {
  return lock === 'versionTaken'
    ? `other words were agreed to as version ${version} of this legal text. Give the notice a version of its own, so that customers are asked again.`
    : `the legal text ${version} is not what customers agree to now, and nobody else has approved it. An approver of the market who did not change the draft reads it under Publish, Legal texts, and approves it there.`;
}

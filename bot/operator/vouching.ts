import type { CaseAction } from '../../dialogs/message';
import type { CaseBody } from '../../store/documents';
import type { Principal } from '../staff/principal';
import type { Ruling } from './ruling';

/** Everybody whose account is in use. */
export type PeopleOf = () => Promise<readonly Pick<Principal, 'id' | 'roles'>[]>;

/** Whether what one wants another has to want, too. */
function takesTwo({ kind }: CaseAction): boolean {
  return kind === 'done' || kind === 'resend';
}

/**
 * Who counts as one of two people. An operator is known by a token and one of the staff by an account: somebody with both
 * is one person as long as the names are the same. So once there are accounts an operator who has none is nobody here,
 * and what such a one proposed counts for nothing.
 */
export async function vouching(people: PeopleOf) {
  const known = await people();
  const isSomebody = (id: string) => known.some((one) => one.id === id && one.roles.some((role) => MAY.includes(role)));
  const isAnybody = known.length === 0;
  return {
    refusal: (operator: string, action: CaseAction): Extract<Ruling, { kind: 'refused' }> | undefined =>
      isAnybody || !takesTwo(action) || isSomebody(operator) ? undefined : NO_ACCOUNT,
    counted: (body: CaseBody): CaseBody => {
      const { proposal, ...rest } = body;
      return proposal === undefined || isAnybody || isSomebody(proposal.operator) ? body : rest;
    },
  };
}

const MAY: readonly string[] = ['operator', 'supervisor'];

const NO_ACCOUNT = {
  kind: 'refused',
  code: 'AccountNeeded',
  message: 'This takes two people. Call the operator as their account, which has the role of an operator.',
} as const;

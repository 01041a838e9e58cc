import type { FlowLibraryBody, LegalApproval } from '../../../store/documents';
import type { Draft, LegalText } from '../contract';
import { type Decided, type Deciding, notAllowed, refuse } from '../rules';
import { type Legal, legalObstacle, lockOf } from './lock';

/** Agrees to texts as they were read, each by its hash: a decision of its own, beside the one about the draft. */
export function approveLegal(
  library: FlowLibraryBody,
  wish: {
    readonly draft: Pick<Draft, 'makers'>;
    readonly texts: readonly Pick<LegalText, 'market' | 'hash'>[];
    readonly legal: Legal;
  },
  { who, at }: Deciding,
): Decided {
  const { draft, texts, legal } = wish;
  const read = texts.flatMap(({ market, hash }) =>
    legal.drafted.filter((text) => text.market === market && text.hash === hash),
  );
  if (read.length === 0 || read.length < texts.length)
    return refuse('DraftChanged', 'The draft was changed since you read its legal texts. Read them again.');
  const fault = notAllowed(
    who,
    draft,
    read.map(({ market }) => market),
  );
  if (fault !== undefined) return fault;
  const taken = read.filter((text) => lockOf(text, legal, library.legal, draft.makers) === 'versionTaken');
  const obstacle = legalObstacle({ ...legal, drafted: taken }, library.legal, draft.makers);
  if (obstacle !== undefined) return refuse('LegalVersionTaken', obstacle);
  const given = read.map(({ market, purpose, version, hash }): LegalApproval => {
    return { market, purpose, version, hash, by: who.id, at };
  });
  const isGiven = ({ market, hash, by }: LegalApproval) =>
    given.some((one) => one.market === market && one.hash === hash && one.by === by);
  const kept = library.legal.filter((one) => !isGiven(one));
  return { library: { ...library, legal: [...kept, ...given].slice(-MOST) } };
}

/** Far more than ever wait; what customers read already needs none of them. */
const MOST = 1_000;

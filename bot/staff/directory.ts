import type { Member, Principal } from './principal';

/** Who the staff are, as this process knows them: they are asked about all the time, and change seldom. */
export interface Directory {
  /** Everybody whose account is in use. Whoever is asked about from then on is known. */
  people(): Promise<readonly Principal[]>;
  /** As they were found last. */
  known(): readonly Principal[];
  /** How somebody is called, also one who has left; what they sign in with where that is all there is. */
  nameOf: NameOf;
}

/** The name of one of the staff, as far as it is known; else what they sign in with. */
export type NameOf = (account: string) => string;

export interface DirectoryParts {
  /** Everybody who ever had an account. */
  readonly everybody: () => Promise<readonly Member[]>;
  readonly clock: () => number;
}

const FOR_MS = 5_000;

export function createDirectory({ everybody, clock }: DirectoryParts): Directory {
  let known: readonly Principal[] = [];
  let names: ReadonlyMap<string, string> = new Map();
  let asked: { readonly at: number; readonly answer: Promise<readonly Principal[]> } | undefined;
  const ask = async (): Promise<readonly Principal[]> => {
    const found = await everybody();
    names = new Map(found.map(({ principal: { id, name } }) => [id, name]));
    known = found.flatMap(({ principal, isActive }) => (isActive ? [principal] : []));
    return known;
  };
  return {
    people() {
      if (asked !== undefined && clock() - asked.at < FOR_MS) return asked.answer;
      const answer = ask();
      asked = { at: clock(), answer };
      answer.catch(() => {
        asked = undefined;
      });
      return answer;
    },
    known: () => known,
    nameOf: (account) => names.get(account) ?? account,
  };
}

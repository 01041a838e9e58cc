import type { Switch } from '../switch';

const test = 'test/conversations/carryOver.test.ts';

/** An application that is gone on with elsewhere. */
export const carryOverSwitches: readonly Switch[] = [
  {
    guarantee: 'Nothing is taken over without proof.',
    file: 'bot/carryOver/proof.ts',
    find: 'return read?.ok === true && fold(read.value)',
    replace: 'return read?.ok === true || fold(text)',
    test,
    named: 'once something told there',
  },
  {
    guarantee: 'A code is shown by one conversation only.',
    file: 'bot/carryOver/decideOnCarried.ts',
    find: "return withAside(asked, { kind: 'carry', step: 'shown', grant });",
    replace: 'return asked;',
    test,
    named: 'somebody else has shown|two at once',
  },
  {
    guarantee: 'A code that is too old is worth nothing.',
    file: 'bot/carryOver/carried.ts',
    find: 'grant.until > now &&',
    replace: '',
    test,
    named: 'too old',
  },
  {
    guarantee: 'A newer code makes the older one worthless.',
    file: 'bot/carryOver/carried.ts',
    find: 'source.carry?.until === grant.until &&',
    replace: '',
    test,
    named: 'that is replaced',
  },
  {
    guarantee: 'An application begun anew is not reached by the code of the one before.',
    file: 'bot/carryOver/carried.ts',
    find: 'source.run === grant.run &&',
    replace: '',
    test,
    named: 'restarted',
  },
  {
    guarantee: 'Nothing is carried into another country.',
    file: 'bot/carryOver/carried.ts',
    find: ' &&\n    source.market === to.market',
    replace: '',
    test,
    named: 'another country',
  },
  {
    guarantee: 'Showing a code again gives no further tries.',
    file: 'bot/carryOver/decideOnCarried.ts',
    find: 'document.carrying?.until === grant.until ? document.carrying.tries : 0',
    replace: '0',
    test,
    named: 'three wrong proofs',
  },
  {
    guarantee: 'What was carried over is not confirmed where it came from as well.',
    file: 'bot/carryOver/reservation.ts',
    find: 'if (!isConfirmed || document.carry === undefined) return others;',
    replace: 'return others;',
    test,
    named: 'in one place',
  },
  {
    guarantee: 'Agreements are asked for where the customer goes on.',
    file: 'bot/carryOver/decideOnCarried.ts',
    find: 'const facts = { ...NO_FACTS, fields,',
    replace: 'const facts = { ...(open.carried?.facts ?? NO_FACTS), fields,',
    test,
    named: 'once something told there',
  },
  {
    guarantee: 'A code that was made up opens nothing.',
    file: 'store/sealing/gcm.ts',
    find: '    decipher.final();\n    return plain;',
    replace: '    return plain;',
    test,
    named: 'hold and tell nothing',
  },
];

import fc from 'fast-check';
import type { Identity, Store } from '../../store/store';

/** Which conversation a person has. */
export function identifies(store: () => Store): void {
  const who = (conversationId: string, names: Omit<Identity, 'conversationId'>) =>
    store().identify({ conversationId, ...names });

  it('gives the first answer again to every name that came with it, alone or together', async () => {
    expect(await who('a', { personId: 'P', number: 'N' })).toBe('a');
    expect(await who('b', { personId: 'P', number: 'N' })).toBe('a');
    expect(await who('c', { personId: 'P' })).toBe('a');
    expect(await who('d', { number: 'N' })).toBe('a');
  });

  it('gives other people other conversations, and takes a number for no person id', async () => {
    expect(await who('a', { personId: 'X' })).toBe('a');
    expect(await who('b', { number: 'X' })).toBe('b');
    expect(await who('c', { personId: 'Y' })).toBe('c');
  });

  it('needs no name and keeps none then', async () => {
    expect(await who('a', {})).toBe('a');
    expect(await who('b', {})).toBe('b');
  });

  it('knows a person whose id comes later than the number', async () => {
    expect(await who('a', { number: 'N' })).toBe('a');
    expect(await who('b', { personId: 'P', number: 'N' })).toBe('a');
    expect(await who('c', { personId: 'P' })).toBe('a');
  });

  it('knows a person who shows the number later, or has another', async () => {
    expect(await who('a', { personId: 'P' })).toBe('a');
    expect(await who('b', { personId: 'P', number: 'N1' })).toBe('a');
    expect(await who('c', { personId: 'P', number: 'N2' })).toBe('a');
    expect(await who('d', { number: 'N1' })).toBe('a');
    expect(await who('e', { number: 'N2' })).toBe('a');
  });

  it('begins anew with whoever was handed a number, and the number is theirs from then on', async () => {
    await who('a', { personId: 'P1', number: 'N' });
    expect(await who('b', { personId: 'P2', number: 'N' })).toBe('b');
    expect(await who('c', { number: 'N' })).toBe('b');
    expect(await who('d', { personId: 'P2' })).toBe('b');
    expect(await who('e', { personId: 'P1' })).toBe('a');
  });

  it('never leads the next owner of a number to a person known before by it', async () => {
    await who('a', { personId: 'P1' });
    await who('b', { personId: 'P2', number: 'N' });
    expect(await who('c', { personId: 'P1', number: 'N' })).toBe('a');
    expect(await who('d', { number: 'N' })).toBe('a');
    expect(await who('e', { personId: 'P3', number: 'N' })).toBe('e');
  });

  it('gives everybody who asks at once the same answer', async () => {
    const names = { personId: 'P', number: 'N' };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => who(`c${at}`, names)));
    expect(new Set(answers).size).toBe(1);
    const mixed = await Promise.all([
      who('x', { number: 'M' }),
      who('y', { personId: 'Q', number: 'M' }),
      who('z', { personId: 'Q' }),
    ]);
    expect(new Set(mixed).size).toBe(1);
  });

  it('keeps one conversation per person and shows nobody another person’s, whatever comes in', async () => {
    let run = 0;
    const seen = fc.record({ personId: fc.constantFrom('P', 'Q', 'R'), number: fc.constantFrom('M', 'N', undefined) });
    await fc.assert(
      fc.asyncProperty(fc.array(seen, { minLength: 1, maxLength: 12 }), async (arrivals) => {
        run += 1;
        const own = new Map<string, string>();
        for (const [at, { personId, number }] of arrivals.entries()) {
          const names = {
            personId: `${personId}${run}`,
            ...(number === undefined ? {} : { number: `${number}${run}` }),
          };
          const answer = await who(`${run}-${at}`, names);
          expect(own.get(personId) ?? answer).toBe(answer);
          own.set(personId, answer);
          if (number !== undefined) expect(await who('unused', { number: `${number}${run}` })).toBe(answer);
        }
        expect(new Set(own.values()).size).toBe(own.size);
      }),
      { numRuns: 40 },
    );
  });
}

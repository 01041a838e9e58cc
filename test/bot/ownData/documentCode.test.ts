import fc from 'fast-check';
import { createDocumentCodes, type DocumentClaim } from '../../../bot/ownData/documentCode';
import { fromLetters } from '../../../bot/ownData/letters';
import { createReceiptTokens } from '../../../bot/ownData/receiptToken';
import { createPseudonym, deriveKey } from '../../../bot/telemetry';
import { MARKETS } from '../../../machines/market';

const codes = createDocumentCodes(createPseudonym('a key'));
const claims = fc.record<DocumentClaim>({
  kind: fc.constantFrom('receipt', 'certificate'),
  market: fc.constantFrom(...MARKETS),
  at: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((minutes) => minutes * 60_000),
  subject: fc.string().map(codes.subjectOf),
});

describe('a code on a document', () => {
  it('says what was vouched for, and the same each time', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const code = codes.issue(claim);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(codes.read(code)).toEqual({ kind: 'genuine', claim });
        expect(codes.issue(claim)).toBe(code);
      }),
    );
  });

  it('is read as people write it: in small letters, their own groups, digits of their script, O for 0', () => {
    const claim = { kind: 'receipt', market: 'TH', at: 60_000, subject: codes.subjectOf('x') } as const;
    const code = codes.issue(claim);
    const genuine = { kind: 'genuine', claim };
    expect(codes.read(` ${code.toLowerCase().replaceAll('-', '  ')}\n`)).toEqual(genuine);
    expect(codes.read(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toEqual(genuine);
    const inThai = code.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
    expect(codes.read(inThai)).toEqual(genuine);
  });

  it('is forged when any letter is another one', () => {
    fc.assert(
      fc.property(
        claims,
        fc.nat({ max: 39 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
        (claim, at, letter) => {
          const plain = codes.issue(claim).replaceAll('-', '');
          fc.pre(plain[at] !== letter);
          expect(codes.read(plain.slice(0, at) + letter + plain.slice(at + 1))).toEqual({ kind: 'forged' });
        },
      ),
    );
  });

  it('is forged when another key made it, and incomplete when it was cut off or is none at all', () => {
    const claim = { kind: 'receipt', market: 'SG', at: 0, subject: codes.subjectOf('x') } as const;
    const code = codes.issue(claim);
    expect(createDocumentCodes(createPseudonym('another key')).read(code)).toEqual({ kind: 'forged' });
    for (const other of [code.slice(0, -1), `${code}0`, '', 'U'.repeat(40), '🙂'.repeat(40), code.repeat(1_000)])
      expect(codes.read(other)).toEqual({ kind: 'incomplete' });
  });
});

describe('the link to a receipt', () => {
  const tokens = createReceiptTokens(deriveKey('a master key', 'receipt link'));
  const grant = { conversationId: 'c.1~é', run: 2, until: 1_000 };

  it('opens until its time, and is the same for the same', () => {
    const token = tokens.seal(grant);
    expect(tokens.seal(grant)).toBe(token);
    expect(tokens.open(token, 999)).toEqual(grant);
    expect(tokens.open(token, 1_000)).toBeUndefined();
  });

  it('tells nothing, and is worth nothing when changed, cut off, or of another key', () => {
    const token = tokens.seal(grant);
    expect(fromLetters(token)?.toString('latin1')).not.toContain('c.1');
    const other = createReceiptTokens(deriveKey('another master key', 'receipt link'));
    expect(other.open(token, 0)).toBeUndefined();
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'Q' : 'A'}${token.slice(at + 1)}`;
      expect(tokens.open(changed, 0)).toBeUndefined();
      expect(tokens.open(token.slice(0, at), 0)).toBeUndefined();
    }
  });
});

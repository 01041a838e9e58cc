import { initialBrand, SANDBOX_BRAND } from '../../../web/chat/html';

describe('the mark of a bank', () => {
  it('is its initial, so that no bank wears the fictional one’s mark', () => {
    const { symbol, icon } = initialBrand('northern bank');
    expect(symbol).toContain('>N</text>');
    expect(decodeURIComponent(icon)).toContain('>N</text>');
    expect(symbol).not.toContain('mark-wing');
    expect(SANDBOX_BRAND.symbol).toContain('mark-wing');
  });

  it('takes any name without becoming markup', () => {
    expect(initialBrand('<b>').symbol).toContain('>&#60;</text>');
    expect(initialBrand('').symbol).toContain('></text>');
    expect(initialBrand('東方銀行').symbol).toContain('>東</text>');
  });
});

import { matching } from '../../../web/chat/client/matching';

const row = (label: string, ...aliases: string[]) => ({ label, aliases });
const ROWS = [
  row('Bắc Ninh', 'Bắc Giang'),
  row('Đà Nẵng', 'Danang'),
  row('Hà Nội', 'ฮานอย'),
  row('New South Wales', 'NSW'),
  row('Łódzkie'),
  row('أبوظبي', 'Abu Dhabi'),
];
const found = (query: string) => matching(ROWS, query).map(({ label }) => label);

describe('matching', () => {
  it.each([
    ['ha noi', 'Hà Nội'],
    ['HANOI', 'Hà Nội'],
    ['ฮานอย', 'Hà Nội'],
    ['da nang', 'Đà Nẵng'],
    ['lodz', 'Łódzkie'],
    ['ابوظبي', 'أبوظبي'],
    ['abu dh', 'أبوظبي'],
    ['nsw', 'New South Wales'],
    ['ｗａｌｅｓ', 'New South Wales'],
  ])('finds a row by %s', (query, label) => {
    expect(found(query)).toEqual([label]);
  });

  it('puts names that start with the letters before names that hold them', () => {
    expect(found('n')[0]).toBe('New South Wales');
    expect(found('n')).toContain('Hà Nội');
  });

  it('shows every row for nothing typed and none for what no row has', () => {
    expect(matching(ROWS, '  ')).toHaveLength(ROWS.length);
    expect(found('zzz')).toEqual([]);
  });
});

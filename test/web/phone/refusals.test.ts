import { type PhoneMessage, readThread } from '../../../web/phone/client/message';
import { refusals } from '../../../web/phone/client/refusals';

const of = (row: object): readonly string[] => {
  const { messages } = readThread({ messages: [{ sid: 'SM1', direction: 'out', status: 'sent', ...row }] }, 0);
  return refusals(messages[0] as PhoneMessage);
};
const options = (count: number, title = 'Choice') =>
  Array.from({ length: count }, (_, at) => ({ id: `p|${at}`, title: `${title} ${at}` }));

it('takes every message at the very limit', () => {
  expect(of({ kind: 'text', body: 'x'.repeat(1600) })).toEqual([]);
  expect(
    of({ body: 'x'.repeat(1024), buttons: [{ id: 'i'.repeat(200), title: 'x'.repeat(20) }, ...options(2)] }),
  ).toEqual([]);
  const items = [{ id: 'i', title: 'x'.repeat(24) }, ...options(9)];
  expect(of({ body: 'x'.repeat(1024), list: { open: 'x'.repeat(20), items } })).toEqual([]);
});

it.each<[string, object, RegExp]>([
  ['a text of 1601', { body: 'x'.repeat(1601) }, /1601 characters; 1600/],
  ['1025 characters above buttons', { body: 'x'.repeat(1025), buttons: options(1) }, /1025 characters; 1024/],
  ['a fourth button', { body: 'x', buttons: options(4) }, /4 buttons; 3/],
  ['a button of 21', { body: 'x', buttons: [{ id: 'a', title: 'x'.repeat(21) }] }, /21 characters; 20/],
  ['a button without a title', { body: 'x', buttons: [{ id: 'a', title: '' }] }, /no title/],
  [
    'two buttons of one title',
    {
      body: 'x',
      buttons: [
        { id: 'a', title: 'x' },
        { id: 'b', title: 'x' },
      ],
    },
    /Two buttons/,
  ],
  ['an answer of 201', { body: 'x', buttons: [{ id: 'i'.repeat(201), title: 'x' }] }, /201 characters; 200/],
  ['an eleventh row', { body: 'x', list: { open: 'x', items: options(11) } }, /11 rows; 10/],
  ['a row of 25', { body: 'x', list: { open: 'x', items: [{ id: 'a', title: 'x'.repeat(25) }] } }, /25 characters; 24/],
  [
    'rows of one answer',
    {
      body: 'x',
      list: {
        open: 'x',
        items: [
          { id: 'a', title: 'x' },
          { id: 'a', title: 'y' },
        ],
      },
    },
    /what another/,
  ],
  ['an opener of 21', { body: 'x', list: { open: 'x'.repeat(21), items: options(1) } }, /21 characters; 20/],
  ['a list without an opener', { body: 'x', list: { open: '', items: options(1) } }, /no button/],
  ['an empty list', { body: 'x', list: { open: 'x', items: [] } }, /empty/],
])('tells why WhatsApp refuses %s', (_, row, reason) => {
  expect(of(row)).toEqual([expect.stringMatching(reason)]);
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { createPayloadSeal } from '../../../../adapters/channels/whatsapp/payloadSeal';

const seal = createPayloadSeal('a key of the operator');

test('the seal is the first 12 characters of the HMAC over the conversation and the payload', () => {
  const mac = createHmac('sha256', 'a key of the operator')
    .update('conv-1\nr1q2|grant')
    .digest('base64url')
    .slice(0, 12);
  expect(seal.seal('conv-1', 'r1q2|grant')).toBe(`r1q2|grant~${mac}`);
});

test('what was sealed opens, whatever the payload holds', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ unit: 'grapheme' }), (conversationId, payload) => {
      const sealed = seal.seal(conversationId, payload);
      expect(sealed).toHaveLength(payload.length + 13);
      expect(seal.open(conversationId, sealed)).toBe(payload);
    }),
  );
});

test('a payload that was changed anywhere does not open', () => {
  const sealed = seal.seal('conv-1', 'r1q2|refuse');
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === 'x' ? 'y' : 'x';
    expect(seal.open('conv-1', sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeUndefined();
  }
});

test.each(['', '~', 'r1q2|grant', 'r1q2|grant~', `~${'a'.repeat(11)}`, `r1q2|grant~${'é'.repeat(12)}`, '~'.repeat(13)])(
  'without a whole seal %j is not ours',
  (made) => {
    expect(seal.open('conv-1', made)).toBeUndefined();
  },
);

test('a payload of another conversation, or of another key, does not open', () => {
  expect(seal.open('conv-2', seal.seal('conv-1', 'r1q2|grant'))).toBeUndefined();
  expect(createPayloadSeal('another key').open('conv-1', seal.seal('conv-1', 'r1q2|grant'))).toBeUndefined();
});

import { createSecretKey, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from '../../../store/sealing/gcm';
import { createLocalKms } from '../../../store/sealing/kms';
import { type Place, seal, toDataKey, unseal } from '../../../store/sealing/seal';

const hex = (text: string) => Buffer.from(text, 'hex');
const PLAIN =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const CIPHER =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

describe('the cipher', () => {
  // Test cases 13 to 16 of the GCM specification that NIST adopted (McGrew and Viega).
  const key = 'feffe9928665731c6d6a8f9467308308'.repeat(2);
  const nonce = 'cafebabefacedbaddecaf888';
  it.each([
    ['00'.repeat(32), '00'.repeat(12), '', '', '', '530f8afbc74536b9a963b4f1c4cb738b'],
    [
      '00'.repeat(32),
      '00'.repeat(12),
      '',
      '00'.repeat(16),
      'cea7403d4d606b6e074ec5d3baf39d18',
      'd0d1c8a799996bf0265b98b5d48ab919',
    ],
    [key, nonce, '', PLAIN, CIPHER, 'b094dac5d93471bdec1a502270e3cc6c'],
    [
      key,
      nonce,
      'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      PLAIN.slice(0, 120),
      CIPHER.slice(0, 120),
      '76fc6ece0f4e1768cddf8853bb2d551b',
    ],
  ])('gives what the specification gives for key %s', (key, nonce, boundTo, plain, ciphertext, tag) => {
    const secret = createSecretKey(hex(key));
    const blob = encrypt(secret, hex(boundTo), hex(plain), hex(nonce));
    expect(blob.toString('hex')).toBe(`01${nonce}${tag}${ciphertext}`);
    expect(decrypt(secret, hex(boundTo), blob)?.toString('hex')).toBe(plain);
  });

  it('never uses a nonce twice', () => {
    const secret = createSecretKey(randomBytes(32));
    const count = 50_000;
    const nonces = new Set<string>();
    for (let made = 0; made < count; made += 1) {
      nonces.add(encrypt(secret, Buffer.alloc(0), '').toString('latin1', 1, 13));
    }
    expect(nonces.size).toBe(count);
  });
});

describe('a sealed body', () => {
  const key = toDataKey(Buffer.alloc(32, 7));
  const place: Place = { table: 'work.reply', conversationId: 'c1', row: 'r1\nx', version: 3 };
  const text = 'Ünïcode 山田太郎 "quoted"\n';
  const CORRUPT = expect.objectContaining({ code: 'corrupt', retryable: false, isOfOneRow: true });

  it('opens at its place, to exactly what it was', () => {
    expect(unseal(key, place, seal(key, place, text))).toBe(text);
    expect(unseal(key, place, seal(key, place, ''))).toBe('');
  });

  it.each<[string, Partial<Place>]>([
    ['another table', { table: 'work.timer' }],
    ['another conversation', { conversationId: 'c2' }],
    ['another row', { row: 'r2' }],
    ['another version of its row', { version: 2 }],
    ['a place that is written alike', { conversationId: 'c1\nr1', row: 'x' }],
  ])('does not open in %s', (_, change) => {
    const blob = seal(key, place, text);
    expect(() => unseal(key, { ...place, ...change }, blob)).toThrow(CORRUPT);
  });

  it('does not open with another key, nor with a key of another name', () => {
    const blob = seal(key, place, text);
    expect(() => unseal(toDataKey(Buffer.alloc(32, 8)), place, blob)).toThrow(CORRUPT);
    expect(() => unseal({ ...key, id: 'other' }, place, blob)).toThrow(CORRUPT);
  });

  it('does not open with any bit of it flipped, cut short or made longer', () => {
    const blob = seal(key, place, text);
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const flipped = Buffer.from(blob);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => unseal(key, place, flipped)).toThrow(CORRUPT);
    }
    for (let length = 0; length < blob.length; length += 1) {
      expect(() => unseal(key, place, blob.subarray(0, length))).toThrow(CORRUPT);
    }
    expect(() => unseal(key, place, Buffer.concat([blob, Buffer.alloc(1)]))).toThrow(CORRUPT);
  });

  it('says which row was damaged and nothing that was in it', () => {
    const blob = seal(key, place, 'Yamada');
    expect(() => unseal(key, { ...place, version: 4 }, blob)).toThrow(/work\.reply row of c1/);
    expect(() => unseal(key, { ...place, version: 4 }, blob)).not.toThrow(/Yamada/);
  });
});

describe('the local key service', () => {
  const secret = 'm'.repeat(43);
  const key = randomBytes(32);

  it('opens what it wrapped, for what it was wrapped, also as an earlier version', async () => {
    const wrapped = await createLocalKms(secret).wrap(key, 'one');
    expect(await createLocalKms(secret).unwrap(wrapped, 'one')).toEqual(key);
    expect(await createLocalKms('n'.repeat(43), [secret]).unwrap(wrapped, 'one')).toEqual(key);
    expect((await createLocalKms('n'.repeat(43), [secret]).wrap(key, 'one')).keyId).not.toBe(wrapped.keyId);
  });

  it('refuses other keys, other uses and changed bytes', async () => {
    const kms = createLocalKms(secret);
    const wrapped = await kms.wrap(key, 'one');
    const refused = { code: 'wrongKey', retryable: false };
    await expect(createLocalKms('n'.repeat(43)).unwrap(wrapped, 'one')).rejects.toMatchObject(refused);
    await expect(kms.unwrap(wrapped, 'two')).rejects.toMatchObject(refused);
    const changed = Buffer.from(wrapped.bytes);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    await expect(kms.unwrap({ ...wrapped, bytes: changed }, 'one')).rejects.toMatchObject(refused);
  });

  it('names its version without telling the secret', () => {
    expect(createLocalKms(secret).current).toMatch(/^local-[\w-]{8}$/);
    expect(createLocalKms(secret).current).not.toContain('mmm');
  });
});

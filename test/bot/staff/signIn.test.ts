import { createTestStaff, PASSWORD } from '../../support/testStaff';

const REFUSED = { status: 'refused' };
const LOCKED = { status: 'locked', until: expect.any(Number) };

it('signs in by password and code, whatever the case of the name, and leaves a line in the audit', async () => {
  const { join, signIn, staff, audit } = createTestStaff();
  await join('anna');
  const outcome = await signIn('Anna');
  expect(outcome).toMatchObject({ status: 'signedIn', account: 'anna' });
  const token = outcome.status === 'signedIn' ? outcome.token : '';
  expect((await staff.sessions.find(token, true))?.principal).toEqual({
    id: 'anna',
    name: 'Anna',
    roles: ['agent'],
    markets: ['SG'],
    languages: ['en'],
  });
  expect(audit.at(-1)).toMatchObject({ operator: 'anna', action: 'staff.signedIn', details: { by: 'password' } });
});

it('answers the same whatever was wrong, and whether or not there is such an account', async () => {
  const test = createTestStaff();
  await test.join('anna');
  expect(await test.signIn('anna', { password: 'wrong horse battery' })).toEqual(REFUSED);
  expect(await test.signIn('anna', { code: '000000' })).toEqual(REFUSED);
  expect(await test.signIn('nobody')).toEqual(REFUSED);
  expect(await test.signIn('not a name at all!')).toEqual(REFUSED);
});

it('takes a code once', async () => {
  const test = createTestStaff();
  await test.join('anna');
  const code = test.freshCode('anna');
  expect((await test.signIn('anna', { code })).status).toBe('signedIn');
  expect(await test.signIn('anna', { code })).toEqual(REFUSED);
});

it('of two sign-ins with one code at the same moment lets one in', async () => {
  const test = createTestStaff();
  await test.join('anna');
  const code = test.freshCode('anna');
  const both = await Promise.all([test.signIn('anna', { code }), test.signIn('anna', { code })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['refused', 'signedIn']);
});

it.each(['anna', 'nobody'])('looks at five tries of %s and then at nothing for a quarter of an hour', async (name) => {
  const test = createTestStaff();
  await test.join('anna');
  for (const address of ['1', '2', '3', '4', '5'])
    expect(await test.signIn(name, { password: 'wrong', address })).toEqual(REFUSED);
  // Right, and refused all the same.
  expect(await test.signIn(name, { address: '6' })).toEqual(LOCKED);
  const lock = test.audit.at(-1);
  expect(lock).toMatchObject({ action: 'staff.locked', subject: `account:p(${name})` });
  expect(lock?.details).toEqual(name === 'anna' ? { account: 'anna' } : {});
  test.passes(15 * 60_000);
  expect((await test.signIn(name, { address: '7' })).status).toBe(name === 'anna' ? 'signedIn' : 'refused');
});

it('looks at five tries of one address, whatever names it tries', async () => {
  const test = createTestStaff();
  await test.join('anna');
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) expect(await test.signIn(name)).toEqual(REFUSED);
  expect(await test.signIn('anna')).toEqual(LOCKED);
  expect(test.audit.at(-1)).toMatchObject({ action: 'staff.locked', subject: 'address:p(192.0.2.1)' });
  expect((await test.signIn('anna', { address: '192.0.2.2' })).status).toBe('signedIn');
});

it('counts a try before it looks, so that fifty at once are five', async () => {
  const test = createTestStaff();
  await test.join('anna');
  const tries = Array.from({ length: 50 }, (_, index) =>
    test.signIn('anna', { password: 'wrong', code: '000000', address: String(index) }),
  );
  const outcomes = (await Promise.all(tries)).map(({ status }) => status);
  expect(outcomes.filter((status) => status === 'refused')).toHaveLength(5);
  expect(outcomes.filter((status) => status === 'locked')).toHaveLength(45);
});

it('gives tries back to who succeeds, and not to an address that goes on guessing', async () => {
  const test = createTestStaff();
  await test.join('anna');
  for (let round = 0; round < 3; round++) {
    for (const address of ['1', '2', '3', '4'])
      await test.signIn('anna', { password: 'wrong', address: `${round}-${address}` });
    expect((await test.signIn('anna', { address: 'own' })).status).toBe('signedIn');
  }
  for (const name of ['a1', 'a2', 'a3', 'a4']) await test.signIn(name, { address: 'eve' });
  expect((await test.signIn('anna', { address: 'eve' })).status).toBe('signedIn');
  expect(await test.signIn('a5', { address: 'eve' })).toEqual(REFUSED);
  expect(await test.signIn('a6', { address: 'eve' })).toEqual(LOCKED);
});

it('locks nobody out of a browser they use, however much others try', async () => {
  const test = createTestStaff();
  const { browser } = await test.join('anna');
  for (let index = 0; index < 6; index++) await test.signIn('anna', { password: 'wrong' });
  expect(await test.signIn('anna')).toEqual(LOCKED);
  expect((await test.signIn('anna', { browser })).status).toBe('signedIn');
  expect(await test.signIn('anna', { browser: `${browser}x` })).toEqual(LOCKED);
  for (let index = 0; index < 5; index++)
    expect(await test.signIn('anna', { password: 'wrong', browser })).toEqual(REFUSED);
  expect(await test.signIn('anna', { browser })).toEqual(LOCKED);
});

it('knows a browser for the account that signed in with it alone', async () => {
  const test = createTestStaff();
  const { browser } = await test.join('anna');
  await test.join('ben');
  for (let index = 0; index < 5; index++) await test.signIn('ben', { password: 'wrong', browser });
  expect(await test.signIn('ben', { browser })).toEqual(LOCKED);
});

it('lets nobody in whose account is disabled, and says nothing of it', async () => {
  const test = createTestStaff();
  await test.join('anna');
  await test.staff.administration.setActive('anna', false, 'root');
  expect(await test.signIn('anna')).toEqual(REFUSED);
  await test.staff.administration.setActive('anna', true, 'root');
  expect((await test.signIn('anna')).status).toBe('signedIn');
});

it('keeps no password, no token and no name that was typed', async () => {
  const test = createTestStaff();
  const { token, browser } = await test.join('anna');
  await test.signIn('hunter2 in the wrong place', { password: 'my secret password' });
  const kept = JSON.stringify(
    await Promise.all(['staff', 'session', 'invite', 'tries'].map((kind) => test.register.list(kind, { limit: 99 }))),
  );
  expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  for (const secret of [PASSWORD, token, browser, 'my secret password']) expect(kept).not.toContain(secret);
  // The pseudonym of the test says what it was made of; the real one does not.
  expect(kept).toContain('p(hunter2 in the wrong place)');
  expect(JSON.stringify([test.log, test.audit])).not.toContain('hunter2');
});

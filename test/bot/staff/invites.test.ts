import { createInvites } from '../../../bot/staff/invites';
import { codeAt } from '../../../bot/staff/totp';
import { createTestStaff, PASSWORD } from '../../support/testStaff';

type Test = ReturnType<typeof createTestStaff>;
const GRANT = { roles: ['agent', 'supervisor'], markets: ['SG', 'MY'], languages: ['en', 'ms'] } as const;
const grant = () => ({ roles: [...GRANT.roles], markets: [...GRANT.markets], languages: [...GRANT.languages] });
const DAY_MS = 24 * 3_600_000;

async function formFor({ staff, now }: Test, invite: string, more: object = {}) {
  const code = codeAt((await staff.invited(invite))?.totpSecret ?? '', now());
  return { account: 'someone', name: 'Anna', password: PASSWORD, again: PASSWORD, code, ...more };
}

it('makes the account it was made for, once', async () => {
  const test = createTestStaff();
  const invite = await test.staff.administration.add('anna', grant(), 'root');
  const form = await formFor(test, invite);
  expect(await test.staff.accept(invite, form)).toMatchObject({ status: 'accepted', account: 'anna' });
  expect(await test.staff.accept(invite, form)).toEqual({ status: 'gone' });
  expect(await test.staff.people()).toEqual([{ id: 'anna', name: 'Anna', ...GRANT }]);
  const words = { roles: 'agent supervisor', markets: 'SG MY', languages: 'en ms' };
  expect(test.audit).toEqual([
    { operator: 'root', action: 'staff.invited', subject: 'anna', details: words },
    {
      operator: 'anna',
      action: 'staff.inviteAccepted',
      subject: 'anna',
      details: { purpose: 'new', by: 'root', ...words },
    },
  ]);
});

it('of two who accept at once lets one', async () => {
  const test = createTestStaff();
  const invite = await test.staff.administration.add('anna', grant(), 'root');
  const form = await formFor(test, invite);
  const both = await Promise.all([test.staff.accept(invite, form), test.staff.accept(invite, form)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['accepted', 'gone']);
});

it.each([
  ['a short password', { password: 'short', again: 'short' }, 'password'],
  ['a password with the name in it', { password: 'my-anna-pass', again: 'my-anna-pass' }, 'password'],
  ['a piece again and again', { password: 'passpasspass', again: 'passpasspass' }, 'password'],
  ['another password the second time', { again: 'correct horse batterx' }, 'again'],
  ['a code of another app', { code: '000000' }, 'code'],
  ['a name with a link', { name: 'http://evil.example' }, 'name'],
  ['no name', { name: ' ' }, 'name'],
])('says what to do about %s, and can still be used', async (_, wrong, field) => {
  const test = createTestStaff();
  const invite = await test.staff.administration.add('anna', grant(), 'root');
  const refused = await test.staff.accept(invite, await formFor(test, invite, wrong));
  expect(refused).toEqual({ status: 'invalid', faults: { [field]: expect.stringMatching(/^[A-Z].*\.$/) } });
  expect((await test.staff.accept(invite, await formFor(test, invite))).status).toBe('accepted');
});

it('runs out, and is replaced by the next for the same account', async () => {
  const test = createTestStaff();
  const [first, second] = [
    await test.staff.administration.add('anna', grant(), 'root'),
    await test.staff.administration.add('anna', grant(), 'root'),
  ];
  expect(await test.staff.invited(first)).toBeUndefined();
  expect(await test.staff.invited(second)).toBeDefined();
  const form = await formFor(test, second);
  test.passes(3 * DAY_MS);
  expect(await test.staff.invited(second)).toBeUndefined();
  expect(await test.staff.accept(second, form)).toEqual({ status: 'gone' });
});

it('for the first account of all is there while there is nobody, and lets its owner choose a name', async () => {
  const test = createTestStaff();
  const earlier = await test.staff.inviteFirst(['SG', 'HK']);
  const invite = (await test.staff.inviteFirst(['SG', 'HK'])) ?? '';
  expect(await test.staff.invited(earlier ?? '')).toBeUndefined();
  expect(await test.staff.accept(invite, await formFor(test, invite, { account: 'No Name!' }))).toMatchObject({
    faults: { account: expect.any(String) },
  });
  const form = await formFor(test, invite, { account: 'Root.One' });
  expect(await test.staff.accept(invite, form)).toMatchObject({ account: 'root.one' });
  expect(await test.staff.inviteFirst(['SG'])).toBeUndefined();
  expect((await test.staff.people())[0]).toMatchObject({ id: 'root.one', markets: ['SG', 'HK'] });
});

it('for the first account is worth nothing once there is somebody', async () => {
  const test = createTestStaff();
  const invite = (await test.staff.inviteFirst(['SG'])) ?? '';
  await test.join('anna');
  expect(await test.staff.accept(invite, await formFor(test, invite))).toEqual({ status: 'gone' });
});

it('gives somebody who lost their app another one, and ends what was open before', async () => {
  const test = createTestStaff();
  const { token } = await test.join('anna');
  const invite = await test.staff.administration.invite('anna', 'root');
  expect((await test.signIn('anna')).status).toBe('signedIn');
  const other = { password: 'another long password', again: 'another long password', name: 'Anne' };
  expect(await test.staff.accept(invite, await formFor(test, invite, other))).toMatchObject({ account: 'anna' });
  expect(await test.staff.sessions.find(token, true)).toBeUndefined();
  expect((await test.signIn('anna')).status).toBe('refused');
  expect((await test.staff.people())[0]).toMatchObject({ name: 'Anne', roles: ['agent'] });
});

it('is spent by one of two at the very same moment', async () => {
  const { register, now } = createTestStaff();
  const invites = createInvites(register, now);
  const grant = { roles: ['agent' as const], markets: ['SG' as const], languages: [] };
  const token = await invites.make({ account: 'anna', purpose: 'recovery', grant, by: 'root' });
  expect(await Promise.all([invites.use(token), invites.use(token)])).toEqual([true, false]);
  expect(await invites.use(token)).toBe(false);
});

it('is made for nobody who is there already, and again for nobody who is not', async () => {
  const test = createTestStaff();
  await test.join('anna');
  expect(await test.staff.administration.add('anna', grant(), 'root')).toBe('exists');
  expect(await test.staff.administration.invite('ben', 'root')).toBe('unknown');
});

it('is withdrawn with the account it is for', async () => {
  const test = createTestStaff();
  await test.join('anna');
  const invite = await test.staff.administration.invite('anna', 'root');
  await test.staff.administration.setActive('anna', false, 'root');
  expect(await test.staff.invited(invite)).toBeUndefined();
});

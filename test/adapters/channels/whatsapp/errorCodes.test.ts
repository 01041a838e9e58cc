import { PROBLEM_BY_CODE, problemOf } from '../../../../adapters/channels/whatsapp/errorCodes';
import webhooks from './inbound/webhooks.json';

describe('the codes that messages fail with', () => {
  it.each(Object.entries(webhooks.error_codes))('%s (%s) is known', (code) => {
    expect(PROBLEM_BY_CODE.has(code)).toBe(true);
  });

  it.each([
    ['21610', 'optedOut'],
    ['63014', 'optedOut'],
    ['63033', 'optedOut'],
    ['63005', 'contentRefused'],
    ['63021', 'contentRefused'],
    ['63016', 'windowClosed'],
    ['63003', 'unreachable'],
    ['63024', 'unreachable'],
    ['63013', 'policy'],
    ['63041', 'policy'],
    ['63018', 'failed'],
    ['20429', 'failed'],
  ])('%s asks for "%s"', (code, problem) => {
    expect(problemOf(code)).toBe(problem);
  });

  it('is only trouble when it is new', () => {
    expect(problemOf('12345')).toBe('failed');
    expect(problemOf('')).toBe('failed');
    expect(problemOf('__proto__')).toBe('failed');
  });
});

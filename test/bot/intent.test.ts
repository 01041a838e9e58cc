import { intentOf, isAsConfirmed } from '../../bot/intent';
import { createPseudonym } from '../../bot/telemetry';
import { fullLead } from '../adapters/callouts/leads';

const { facts, locale } = fullLead('SG');
const keyed = createPseudonym('a key');
const of = (id: string, lead = { facts, locale }) => intentOf(id, lead, keyed);

describe('an intent to submit', () => {
  it('has one key for what was confirmed, whoever derives it and when', () => {
    expect(of('c1:1:submit').idemKey).toBe(of('c1:1:submit').idemKey);
    expect(of('c1:1:submit').idemKey).toHaveLength(22);
  });

  it('has another for another run, another customer and other answers', () => {
    const changed = {
      facts: { ...facts, fields: { ...facts.fields, mobile: { value: '+6590000000', by: 'customer' as const } } },
      locale,
    };
    const keys = [of('c1:1:submit'), of('c1:2:submit'), of('c2:1:submit'), of('c1:1:submit', changed)];
    expect(new Set(keys.map(({ idemKey }) => idemKey)).size).toBe(4);
  });

  it('is as confirmed after it was kept and read, and not when a letter of it changed', () => {
    const kept = JSON.parse(JSON.stringify(of('c1:1:submit')));
    expect(isAsConfirmed(kept)).toBe(true);
    expect(isAsConfirmed(JSON.parse(JSON.stringify(kept).replace('maria@', 'mario@')))).toBe(false);
    expect(isAsConfirmed({ lead: kept.lead })).toBe(true);
  });
});

import { auditStorm } from './auditStorm';
import { erasureStorm } from './erasure';
import { sealingStorm } from './sealing';
import { broken, type Storm } from './storm';

/** The quick sizes of what belongs to one person: their keys, what was done to it, and that it can be gone. */
it.each<[string, Storm]>([
  ['sealing', sealingStorm],
  ['audit', auditStorm],
  ['erasure', erasureStorm],
])(
  '%s',
  async (_, storm) => {
    expect(broken(await storm.run('quick', storm.seed))).toEqual([]);
  },
  60_000,
);

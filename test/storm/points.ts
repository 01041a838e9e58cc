/** How the product is brought to a point. */
export type Occasion =
  /** It passes there by itself while customers write. */
  | 'traffic'
  /** While it starts. */
  | 'start'
  /** While it ends in an orderly way. */
  | 'drain'
  /** While it starts with another key for its store. */
  | 'rotation'
  /** While an operator backs the store up. */
  | 'backup'
  /** While it meets a store of an earlier release. */
  | 'migration'
  /** While one conversation is destroyed. */
  | 'erasure';

/** The named moments in which a process may be made to die (`probe.ts`), in the order of one message's life. */
export const POINTS = {
  'name.bound': 'traffic',
  'turn.beforeCommit': 'traffic',
  'group.beforeCommit': 'traffic',
  'group.committed': 'traffic',
  'turn.committed': 'traffic',
  'intent.beforeCommit': 'traffic',
  'intent.committed': 'traffic',
  'callout.beforeClaim': 'traffic',
  'callout.claimed': 'traffic',
  'bank.beforeRequest': 'traffic',
  'bank.flushed': 'traffic',
  'bank.answered': 'traffic',
  'outcome.beforeCommit': 'traffic',
  'outcome.committed': 'traffic',
  'reply.claimed': 'traffic',
  'reply.beforePost': 'traffic',
  'reply.flushed': 'traffic',
  'reply.posted': 'traffic',
  'reply.marked': 'traffic',
  'reply.beforeSettle': 'traffic',
  'reply.settled': 'traffic',
  'report.beforeNote': 'traffic',
  'report.noted': 'traffic',
  'start.beforeOpen': 'start',
  'start.opened': 'start',
  'drain.begun': 'drain',
  'drain.closing': 'drain',
  'checkpoint.begun': 'drain',
  'checkpoint.done': 'drain',
  'rotation.rewrapped': 'rotation',
  'rotation.retired': 'rotation',
  'backup.begun': 'backup',
  'backup.copied': 'backup',
  'migration.beforeStep': 'migration',
  'migration.afterStep': 'migration',
  'erasure.keyDestroyed': 'erasure',
  'erasure.committed': 'erasure',
} as const satisfies Readonly<Record<string, Occasion>>;

export type Point = keyof typeof POINTS;

export function pointsAt(...occasions: readonly Occasion[]): readonly Point[] {
  return (Object.keys(POINTS) as Point[]).filter((point) => occasions.includes(POINTS[point]));
}

import { createBackups } from '../bot/backups';
import type { Config } from '../bot/config';
import { createRetention, type RetentionParts } from '../bot/retention';
import type { Log } from '../bot/telemetry';

/** What the product does for its store by itself, now and then. */
export interface Upkeep {
  start(): void;
  /** What is under way is finished first. */
  stop(): Promise<void>;
}

interface UpkeepParts extends Pick<RetentionParts, 'store' | 'erasures'> {
  readonly config: Config;
  readonly log: Log;
}

/** One process of those on one machine does it; what another machine's took out meanwhile is gone. */
export function upkeepOf(parts: UpkeepParts): Upkeep {
  const { config, log, ...rest } = parts;
  const isMine = (config.worker?.number ?? 1) === 1;
  const retention = createRetention({ ...rest, rule: config.retention, clock: Date.now, log });
  const all = isMine ? [retention, ...backupsOf(config, log)] : [];
  return {
    start: () => {
      for (const each of all) each.start();
    },
    stop: async () => void (await Promise.all(all.map((each) => each.stop()))),
  };
}

/** Cosmos DB backs itself up. */
function backupsOf({ backups, store, dataDirectory: directory, backupDirectory: into }: Config, log: Log) {
  if (backups === undefined || store.kind !== 'sqlite') return [];
  return [createBackups({ directory, into, ...backups, clock: Date.now, log })];
}

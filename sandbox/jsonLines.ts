import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What a stand-in wrote down line by line. A line cut off by a kill was never answered, so it counts for nothing. */
export function readJsonLines<Schema extends z.ZodType>(file: string | undefined, schema: Schema): z.infer<Schema>[] {
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [schema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
}

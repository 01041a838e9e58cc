import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * The JSON file that a variable names, checked. Undefined when there is something wrong with it, and then `problems`
 * says what, so that one refusal can list everything.
 */
export function readConfigFile<Schema extends z.ZodType>(
  variable: string,
  path: string,
  schema: Schema,
  problems: string[],
): z.infer<Schema> | undefined {
  if (!existsSync(path)) {
    problems.push(`${variable}: there is no file ${path}`);
    return undefined;
  }
  try {
    const result = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (result.success) return result.data;
    problems.push(...result.error.issues.map((issue) => `${variable} ${issue.path.join('.')}: ${issue.message}`));
  } catch (cause) {
    problems.push(`${variable}: ${path} is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`);
  }
  return undefined;
}

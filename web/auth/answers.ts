import type { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../adapters/route';
import { refusal } from '../../bot/httpEdge';

/** A body of this shape, or the answer that says what is wrong with it. */
export function bodyOf<T>(request: HttpRequest, shape: z.ZodType<T>): Read<T> {
  return readAs(jsonOf(request.body), shape);
}

/** The same of what stands in the address. A name given twice is none of ours. */
export function queryOf<T>(request: HttpRequest, shape: z.ZodType<T>): Read<T> {
  const names = [...request.query.keys()];
  if (new Set(names).size < names.length) return { refused: refusal(400, 'BadArgument', 'A name is given twice.') };
  return readAs(Object.fromEntries(request.query), shape);
}

export type Read<T> = { readonly value: T } | { readonly refused: HttpResponse };

function readAs<T>(value: unknown, shape: z.ZodType<T>): Read<T> {
  const read = shape.safeParse(value);
  if (read.success) return { value: read.data };
  const where = read.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { refused: refusal(400, 'BadArgument', where.join('; ')) };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

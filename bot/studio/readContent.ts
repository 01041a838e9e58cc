import { z } from 'zod';
import { FlowFault } from '../../machines/faults';
import { type Flow, type FlowFile, TextKey } from '../../machines/flow';
import { parseFlow, SCHEMA_VERSION } from '../../machines/upgrade';
import type { Content } from './contract';

/** What somebody sent as a flow and its words: as they wrote it, and as the product reads it. */
export type ReadContent =
  | { readonly content: Content; readonly parsed: Flow }
  | { readonly problems: readonly [string, ...string[]] };

/** A flow of 400 steps in twelve markets has a few thousand parts, and none deeper than its overrides. */
const LIMITS = { depth: 16, parts: 100_000, problems: 20 } as const;
/** What JavaScript would take for something else than a name. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'A language is written as en or zh-Hant-HK.');
const Words = z.record(Locale, z.record(TextKey, z.string().min(1, 'A text is not empty.').max(4_000)));

/** The door for everything that comes from outside: what passes it can be stored, checked and compared. */
export function readContent(flow: unknown, words: unknown = {}): ReadContent {
  const wild = wildness(flow) ?? wildness(words);
  if (wild !== undefined) return { problems: [wild] };
  const worded = Words.safeParse(words);
  const parsed = tryParse(flow);
  const problems = [
    ...('problems' in parsed ? parsed.problems : []),
    ...(worded.success ? [] : sentences(worded.error)),
  ];
  if ('problems' in parsed || !worded.success) return { problems: few(problems) };
  return { content: { flow: asWritten(flow, parsed.flow), words: worded.data }, parsed: parsed.flow };
}

/** A file of today's format stays as it was written; an older one is what it was upgraded to. */
function asWritten(file: unknown, flow: Flow): FlowFile {
  const isOfToday = (file as { schemaVersion?: unknown }).schemaVersion === SCHEMA_VERSION;
  return isOfToday ? (file as FlowFile) : flow;
}

function tryParse(file: unknown): { readonly flow: Flow } | { readonly problems: readonly string[] } {
  try {
    return { flow: parseFlow(file) };
  } catch (cause) {
    if (!(cause instanceof FlowFault)) throw cause;
    return { problems: cause.cause instanceof z.ZodError ? sentences(cause.cause) : [cause.message] };
  }
}

/** What nobody wrote by hand is refused before anything walks into it. Without recursion: it may be deep. */
function wildness(value: unknown): string | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let parts = 0; open.length > 0; parts++) {
    const next = open.pop();
    if (next === undefined || typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= LIMITS.depth)
      return `It is nested more than ${LIMITS.depth} deep. A flow is flat: take it apart.`;
    const forbidden = FORBIDDEN.find((name) => Object.hasOwn(next.value as object, name));
    if (forbidden !== undefined) return `'${forbidden}' cannot be a name. Choose another.`;
    const inner = Object.values(next.value);
    if (parts + open.length + inner.length > LIMITS.parts) return `It has more than ${LIMITS.parts} parts. Split it.`;
    for (const one of inner) open.push({ value: one, depth: next.depth + 1 });
  }
  return undefined;
}

function sentences(error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'The whole'}: ${message}`);
}

function few(problems: readonly string[]): readonly [string, ...string[]] {
  const [first = 'It is no flow.', ...rest] = problems.slice(0, LIMITS.problems);
  const left = problems.length - LIMITS.problems;
  return left > 0 ? [first, ...rest, `And ${left} more.`] : [first, ...rest];
}

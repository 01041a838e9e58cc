import { readFileSync } from 'node:fs';

/** Where a stream of the audit stood when it was written down. */
export interface Head {
  readonly stream: string;
  readonly seq: number;
  readonly mac: string;
}

/** Out of a log (`audit.head` lines, among others) or of what `npm run cases -- verify` printed. */
export function readHeads(path: string): readonly Head[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => fromLog(line) ?? fromPrint(line) ?? []);
}

function fromLog(line: string): Head | undefined {
  if (!line.includes('audit.head')) return undefined;
  try {
    const { event, stream, seq, mac } = JSON.parse(line.slice(line.indexOf('{')));
    return event === 'audit.head' ? { stream, seq, mac } : undefined;
  } catch {
    return undefined;
  }
}

function fromPrint(line: string): Head | undefined {
  const [, stream, seq, mac] = /^head\s+(\S+)\s+(\d+)\s+(\S+)$/.exec(line) ?? [];
  return stream && mac ? { stream, seq: Number(seq), mac } : undefined;
}

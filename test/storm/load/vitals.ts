import { readdirSync, readFileSync, statSync } from 'node:fs';

/** What a process holds now, as the system counts it. */
export interface Vitals {
  readonly rssMb: number;
  readonly files: number;
}

/** Undefined: it is gone, or has ended and nobody has asked yet how. */
export function vitalsOf(pid: number): Vitals | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes === undefined) return undefined;
    return { rssMb: Math.round(Number(kilobytes) / 1_024), files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

/** Looks again and again until it is stopped; then tells the most memory it saw, and whether it ever saw nothing. */
export function watchVitals(pid: () => number, everyMs = 250) {
  const seen = { mostRssMb: 0, isGone: false };
  const timer = setInterval(() => {
    const now = vitalsOf(pid());
    if (now === undefined) seen.isGone = true;
    else seen.mostRssMb = Math.max(seen.mostRssMb, now.rssMb);
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return seen;
    },
  };
}

export function megabytesOf(file: string): number {
  try {
    return statSync(file).size / 1_048_576;
  } catch {
    return 0;
  }
}

import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/** Which branches of some files ran since the start, as V8 counts them: a branch is a function or a block in it. */
export interface Coverage {
  /** How many more branches have run since the last time. */
  news(): Promise<number>;
  report(): readonly FileCoverage[];
  stop(): Promise<void>;
}

export interface FileCoverage {
  readonly file: string;
  readonly branches: number;
  readonly covered: number;
  /** The first words of what never ran. */
  readonly missed: readonly string[];
}

interface Seen {
  /** `from-to`. */
  readonly branches: Set<string>;
  readonly ran: Set<string>;
}

/** Must begin before the files are loaded. */
export async function startCoverage(isWanted: (file: string) => boolean): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const files = new Map<string, Seen>();

  const look = async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const wanted = result.filter(({ url }) => url.startsWith('file:') && isWanted(fileURLToPath(url)));
    return wanted.reduce((news, { url, functions }) => {
      const seen = files.get(url) ?? { branches: new Set(), ran: new Set() };
      files.set(url, seen);
      return (
        news +
        note(
          seen,
          functions.flatMap(({ ranges }) => ranges),
        )
      );
    }, 0);
  };
  return {
    news: look,
    report: () => [...files].map(([url, seen]) => fileCoverage(fileURLToPath(url), seen)),
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/** How many of these branches had not run before. */
function note({ branches, ran }: Seen, ranges: readonly Profiler.CoverageRange[]): number {
  const before = ran.size;
  for (const { startOffset, endOffset, count } of ranges) {
    const branch = `${startOffset}-${endOffset}`;
    branches.add(branch);
    if (count > 0) ran.add(branch);
  }
  return ran.size - before;
}

/** A branch within one that never ran says nothing more, and one within which something ran has run. */
function fileCoverage(file: string, { branches, ran }: Seen): FileCoverage {
  const source = readFileSync(file, 'utf8');
  const spans = [...branches].map((branch) => branch.split('-').map(Number) as [number, number]);
  const runs = [...ran].map((branch) => branch.split('-').map(Number) as [number, number]);
  const hasRun = ([from, to]: readonly [number, number]) => runs.some(([start, end]) => start >= from && end <= to);
  const missed = spans.filter((span) => !hasRun(span) && source.slice(...span).trim().length > 1);
  const outermost = missed.filter(
    (span) => !missed.some((other) => other !== span && other[0] <= span[0] && other[1] >= span[1]),
  );
  const covered = spans.length - missed.length;
  return {
    file,
    branches: covered + outermost.length,
    covered,
    missed: outermost.map(([from, to]) => source.slice(from, to).replace(/\s+/g, ' ').slice(0, 90)),
  };
}

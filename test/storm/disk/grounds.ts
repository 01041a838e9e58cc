import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machines, MachinesOptions } from '../machines';

/** A place on which something goes wrong with files, from `spoil` until `mend`, or by itself for a while. */
export interface BadGround extends Pick<MachinesOptions, 'dataDirectory' | 'launcher'> {
  readonly environment?: Readonly<Record<string, string>>;
  spoil?(machines: Machines): Promise<void>;
  mend?(machines: Machines): Promise<void>;
  leave(): void;
}

/**
 * System calls that fail, the so-manieth to the so-manieth, as the kernel would let them fail. Needs strace and no rights:
 * the traced program is what the product becomes.
 */
export function failing(call: string, error: string, from: number, to: number): BadGround {
  const inject = `inject=${call}:error=${error}:when=${from}..${to}`;
  const traced = ['-D', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
  return { launcher: ['strace', ...traced], leave: () => {} };
}

/** A small disk that is filled to the last byte. Needs root. */
export function fillingUp(megabytes: number): BadGround {
  const mounted = mkdtempSync(join(tmpdir(), 'full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', mounted]);
  const filler = join(mounted, 'filler');
  return {
    dataDirectory: join(mounted, 'data'),
    spoil: async () => {
      for (const size of [1 << 20, 4_096]) fill(filler, size);
    },
    mend: async () => rmSync(filler),
    leave: () => {
      execFileSync('umount', ['-l', mounted]);
      rmSync(mounted, { recursive: true, force: true });
    },
  };
}

function fill(path: string, size: number): void {
  const piece = Buffer.alloc(size, 1);
  for (;;) {
    try {
      writeFileSync(path, piece, { flag: 'a' });
    } catch {
      return;
    }
  }
}

/** A share of the calls at one point of the C library fails. Needs libfiu; of its points only these reach SQLite. */
export function failingNowAndThen(points: readonly string[], share: number, errno: number): BadGround {
  const control = mkdtempSync(join(tmpdir(), 'fiu-'));
  const tell = (machines: Machines, command: string) => {
    for (const pid of machines.processes()) {
      execFileSync('fiu-ctrl', ['-f', join(control, 'fiu'), '-c', command, String(pid)]);
    }
  };
  return {
    environment: {
      LD_PRELOAD: '/usr/lib/fiu/fiu_run_preload.so:/usr/lib/fiu/fiu_posix_preload.so',
      FIU_CTRL_FIFO: join(control, 'fiu'),
    },
    spoil: async (machines) => {
      for (const name of points) tell(machines, `enable_random name=${name},probability=${share},failinfo=${errno}`);
    },
    mend: async (machines) => {
      for (const name of points) tell(machines, `disable name=${name}`);
    },
    leave: () => rmSync(control, { recursive: true, force: true }),
  };
}

/** So few descriptors that customers alone use them up. */
export function fewDescriptors(most: number): BadGround {
  let idle: Socket[] = [];
  return {
    launcher: ['prlimit', `--nofile=${most}`],
    spoil: async ({ port }) => {
      idle = Array.from({ length: 2 * most }, () => connect(port, '127.0.0.1').on('error', () => {}));
    },
    mend: async () => {
      for (const socket of idle) socket.destroy();
    },
    leave: () => {},
  };
}

/** What is missing on this machine for the long form. */
export function missingForLong(): readonly string[] {
  const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const missing = ['strace', 'prlimit', 'fiu-ctrl'].filter((program) => !has(program));
  mkdirSync(tmpdir(), { recursive: true });
  return process.getuid?.() === 0 ? missing : [...missing, 'root, to mount a small disk'];
}

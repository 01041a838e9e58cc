// strace: some tests record the system calls of real processes with it. One that is here already, else installed.
import { execFileSync, spawnSync } from 'node:child_process';

/** Makes sure that processes can be traced, or throws with what to do. */
export function findOrInstallTracer() {
  if (canTrace()) return;
  console.log('No strace found; installing it for the durability tests…');
  installByApt();
  if (canTrace()) return;
  throw new Error(
    'The durability tests record system calls with strace, on Linux. Install it (apt-get install strace), and let processes be traced (in a container: --cap-add SYS_PTRACE).',
  );
}

function canTrace() {
  return spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']).status === 0;
}

function installByApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  try {
    execFileSync('apt-get', ['update'], { stdio: 'ignore', timeout: 120_000 });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'strace'], {
      stdio: 'ignore',
      timeout: 240_000,
    });
  } catch {
    // Said by the caller.
  }
}

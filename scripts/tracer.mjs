// strace: some tests record the system calls of real processes with it. One that is here already, else installed; where
// neither can be, those tests are skipped, and it is said which.
import { execFileSync, spawnSync } from 'node:child_process';

/** Whether processes can be traced. Where they cannot, it is said what is skipped for that, and what to do. */
export function findOrInstallTracer() {
  if (canTrace()) return true;
  if (canInstall()) {
    console.log('No strace found; installing it for the durability tests…');
    installByApt();
    if (canTrace()) return true;
  }
  console.log(
    'SKIPPED: the tests that record system calls with strace (durability, migrations, loss of power, a failing disk), since no process can be traced here. To run them, on Linux: apt-get install strace, and let processes be traced (in a container: --cap-add SYS_PTRACE).',
  );
  return false;
}

function canTrace() {
  return spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']).status === 0;
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function installByApt() {
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

// `npm test`: the whole suite. Brings the browser and the Web Chat bundle it needs, builds, runs jest, prints the totals.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrInstallBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { findOrInstallTracer } from './tracer.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, '.cache', 'results');

const browser = findOrInstallBrowser();
const canTrace = findOrInstallTracer();
await build();
mkdirSync(results, { recursive: true });
// Both wait for disks, sockets and browsers more than they work, so three share the two cores.
const unit = jest('unit', ['--maxWorkers=3', ...process.argv.slice(2)]);
const e2e = jest('e2e', ['--maxWorkers=3', ...process.argv.slice(2)]);

const passed = unit.passed + e2e.passed;
const failed = unit.failed + e2e.failed;
const skipped = unit.skipped + e2e.skipped;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

function jest(project, options) {
  const file = join(results, `${project}.json`);
  rmSync(file, { force: true });
  const cli = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${file}`,
    '--passWithNoTests',
    '--forceExit',
    ...options,
  ];
  const run = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CHROMIUM_PATH: browser, NODE_OPTIONS: '', ...(canTrace ? {} : { NO_TRACER: 'true' }) },
  });
  return countOf(file, run.status);
}

/** A suite that did not even load counts as a failure, and so does a runner that died. */
function countOf(file, status) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

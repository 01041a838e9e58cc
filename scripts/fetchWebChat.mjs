// Brings Microsoft's Web Chat bundle into .cache/: one file of one pinned version, checked byte for byte.
// It is 540 MB as a dependency and 4 MB as what a browser needs, so it is fetched and not installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'botframework-webchat@4.18.1';
const PACKAGE_SHA512 = '7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==';
const BUNDLE = 'package/dist/webchat.js';
const BUNDLE_SHA256 = '0a68ad0a64fc04d621197da10c3eec0f843e16f7d03f6bcbed29b47517cf9bff';

const target = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'webchat-4.18.1.js');

const digest = (algorithm, encoding, path) => createHash(algorithm).update(readFileSync(path)).digest(encoding);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function fetchBundle() {
  const folder = mkdtempSync(join(tmpdir(), 'webchat-'));
  try {
    execFileSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
    if (digest('sha512', 'base64', archive) !== PACKAGE_SHA512)
      fail(`${PACKAGE} is not the package that was pinned. Do not use it.`);
    const bundle = execFileSync('tar', ['-xzOf', archive, BUNDLE], { maxBuffer: 64 * 1024 * 1024 });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.part`, bundle);
    renameSync(`${target}.part`, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!existsSync(target)) fetchBundle();
if (digest('sha256', 'hex', target) !== BUNDLE_SHA256) {
  rmSync(target);
  fail('The Web Chat bundle in .cache/ was changed; it has been removed. Run this again.');
}
process.stdout.write(`${target}\n`);

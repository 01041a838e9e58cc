import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppPage } from '../../../../web/auth/appPage';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function pageOf(names: Readonly<Record<'main.js' | 'styles.css', string>>, bankName = 'Larkfield Bank') {
  const assetsDir = mkdtempSync(join(tmpdir(), 'desk-assets-'));
  folders.push(assetsDir);
  writeFileSync(join(assetsDir, 'manifest.json'), JSON.stringify(names));
  for (const name of Object.values(names)) writeFileSync(join(assetsDir, name), '');
  return createAppPage({ app: 'desk', title: 'Desk', assetsDir, bankName, sandbox: false });
}

const BUILT = { 'main.js': 'main-a.js', 'styles.css': 'styles-a.css' };

it('lets no text become markup, and nothing run that was not built', () => {
  const policy = pageOf(BUILT).show().headers?.['Content-Security-Policy'];
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
});

it('has no script or style in its text, and escapes the bank’s name', () => {
  const page = String(pageOf(BUILT, '<b onclick="x">').show().body);
  expect(page).not.toMatch(/<script(?! type="module" src="\/desk\/assets\/main-a\.js">)|<style| style="|<b /);
});

it('is another version as soon as one file of it is', () => {
  const { version } = pageOf(BUILT);
  expect(pageOf(BUILT).version).toBe(version);
  expect(pageOf({ ...BUILT, 'main.js': 'main-b.js' }).version).not.toBe(version);
  expect(pageOf({ ...BUILT, 'styles.css': 'styles-b.css' }).version).not.toBe(version);
});

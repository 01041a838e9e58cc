import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bundlers set NODE_ENV for themselves; `npm start` and `npm test` start their processes right after a build. */
it.each([undefined, 'test'])('building the desk leaves NODE_ENV %s', (before) => {
  const directory = mkdtempSync(join(tmpdir(), 'desk-'));
  const { NODE_ENV: _own, ...rest } = process.env;
  const env = { ...rest, NODE_OPTIONS: '', ...(before && { NODE_ENV: before }) };
  const program = `
    const { buildApp } = await import('./scripts/buildApp.mjs');
    await buildApp('desk', ${JSON.stringify(join(directory, 'desk'))});
    console.log('NODE_ENV is ' + process.env.NODE_ENV);`;
  try {
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: join(__dirname, '..', '..'),
      env,
      encoding: 'utf8',
    });
    expect(said).toContain(`NODE_ENV is ${before}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

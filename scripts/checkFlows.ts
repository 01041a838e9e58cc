import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowCatalogue } from '../bot/flowCatalogue';
import { loadTexts } from '../bot/loadTexts';
import { checkFlow, type Issue } from '../machines/check';
import { parseFlow } from '../machines/upgrade';
import { sandboxWorld } from './sandboxWorld';

/** Checks every flow file that ships, as publishing one would; ends with 1 when there is anything to correct. */
function checkFlows(root: string): number {
  const catalogue = flowCatalogue(sandboxWorld(loadTexts(join(root, 'locales'))));
  const files = flowFiles(join(root, 'dialogs', 'flows'));
  let count = 0;
  for (const file of files) {
    const flow = parseFlow(JSON.parse(readFileSync(file, 'utf8')));
    const issues = checkFlow(flow, catalogue);
    for (const issue of issues) console.error(`${flow.id} ${flow.version} ${lineOf(issue)}`);
    console.log(`${flow.id} ${flow.version}: ${issues.length} issues in ${flow.markets.length} markets`);
    count += issues.length;
  }
  return count > 0 || files.length === 0 ? 1 : 0;
}

function flowFiles(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(directory, name));
}

function lineOf({ market, step, code, message }: Issue): string {
  return `${market ?? 'all'} ${step ?? '-'}: ${code} - ${message}`;
}

process.exitCode = checkFlows(process.cwd());

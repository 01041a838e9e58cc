import type { HubContext } from '../agentHub';

/** So much is read by somebody who is to answer; of what was said the end counts most. */
const LONGEST = 6_000;

/** What Flex's people read first, as text: why, where it stands, the lead, and what was said last. */
export function contextText({ summary, lead, consents, transcript }: HubContext): string {
  const known = lead.filter(({ value }) => value !== '');
  const head = [...summary.map(line), '', ...known.map(line), ...consents.map(line), ''].join('\n');
  const said = transcript.map(({ from, text }) => `${from}: ${text}`).join('\n');
  const room = Math.max(LONGEST - head.length, LONGEST / 2);
  return `${head}\n${said.length <= room ? said : `…${said.slice(-room)}`}`;
}

function line({ label, value }: { readonly label: string; readonly value: string }): string {
  return `${label}: ${value}`;
}

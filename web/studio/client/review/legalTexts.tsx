import { Button } from '@mantine/core';
import type { ApprovalState, LegalRow } from '../../../../bot/studio/contract';
import type { Locale } from '../../../../machines/market';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { languageName, marketName } from '../../../desk/client/shared/names';
import { Words } from '../../../desk/client/shared/words';
import { say } from '../../../desk/client/state/toasts';
import { pathOf } from '../server/queries';
import { go } from '../state/address';
import { texts } from '../texts';

/** What customers would agree to and do not yet: read beside what they agree to now, and approved by itself. */
export function LegalTexts(props: {
  readonly draft: string;
  readonly legal: ApprovalState['legal'];
  readonly isReadOnly: boolean;
  readonly isHeld: boolean;
}) {
  const { draft, legal, isReadOnly, isHeld } = props;
  if (legal.length === 0) return null;
  return (
    <section className="panel">
      <h3>{texts.publish.legalTexts}</h3>
      <p className="muted">{texts.publish.legalTextsExplain}</p>
      <ul className="changes">
        {groupsOf(legal).map((rows) => (
          <LegalText
            key={`${rows[0].step} ${rows[0].hash} ${rows[0].state}`}
            draft={draft}
            rows={rows}
            isReadOnly={isReadOnly}
            isHeld={isHeld}
          />
        ))}
      </ul>
    </section>
  );
}

/** Rows of markets that read the very same. */
type Group = readonly [LegalRow, ...LegalRow[]];

function groupsOf(legal: ApprovalState['legal']): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of legal) {
    const { step, hash, state, mayApprove, by = '', before } = row;
    const key = JSON.stringify([step, hash, state, mayApprove, by, before]);
    groups.set(key, [...(groups.get(key) ?? []), row] as unknown as Group);
  }
  return [...groups.values()];
}

function LegalText({
  draft,
  rows,
  isReadOnly,
  isHeld,
}: {
  readonly draft: string;
  readonly rows: Group;
  readonly isReadOnly: boolean;
  readonly isHeld: boolean;
}) {
  const [{ step, version, state, mayApprove, by, before, texts: worded }] = rows;
  const changed = Object.keys(worded).filter((locale) => before?.texts[locale] !== worded[locale]);
  return (
    <li className="change">
      <h4>
        <span className={`chip ${state === 'approved' ? 'added' : 'removed'}`}>{texts.publish.legalStates[state]}</span>
        {step}, {version}
        <span className="muted small">{rows.map(({ market }) => marketName(market)).join(', ')}</span>
      </h4>
      {changed.map((locale) => (
        <div key={locale} className="sides">
          <Side
            heading={texts.publish.legalBefore(languageName(locale), before?.version)}
            text={before?.texts[locale]}
            locale={locale}
          />
          <Side
            heading={texts.publish.legalAfter(languageName(locale), version)}
            text={worded[locale]}
            locale={locale}
          />
        </div>
      ))}
      {state === 'approved' && by !== undefined && <p className="muted small">{texts.publish.approvedBy(by)}</p>}
      {state === 'versionTaken' && (
        <>
          <p className="notice">{texts.publish.legalVersionTaken(version)}</p>
          {isReadOnly ? (
            <p className="muted small">{texts.publish.legalVersionByOthers}</p>
          ) : (
            <div className="actions">
              <Button variant="default" onClick={() => toVersion(rows)}>
                {texts.publish.legalToVersion}
              </Button>
            </div>
          )}
        </>
      )}
      {state === 'toApprove' && mayApprove !== 'yes' && <p className="muted small">{texts.publish.why[mayApprove]}</p>}
      {state === 'toApprove' && mayApprove === 'yes' && (
        <div className="actions">
          <Button variant="default" disabled={isHeld} onClick={() => void approve(draft, rows)}>
            {texts.publish.legalApprove(rows.length)}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Where the version is written: for one market where it is about one, for all otherwise. */
function toVersion([{ step, market }, ...others]: Group): void {
  go({ view: 'flow', step, market: others.length === 0 ? market : undefined });
}

function Side({
  heading,
  text,
  locale,
}: {
  readonly heading: string;
  readonly text: string | undefined;
  readonly locale: Locale;
}) {
  return (
    <div>
      <h5>{heading}</h5>
      <p>
        {text === undefined ? (
          <span className="muted">{texts.publish.legalNone}</span>
        ) : (
          <Words text={text} lang={locale} />
        )}
      </p>
    </div>
  );
}

async function approve(draft: string, rows: Group): Promise<void> {
  try {
    const body = { texts: rows.map(({ market, hash }) => ({ market, hash })) };
    const state = await ask<ApprovalState>(pathOf(draft, '/approve-legal'), { method: 'POST', body });
    queryClient.setQueryData(['approvals', draft], state);
  } catch (cause) {
    say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
    await queryClient.invalidateQueries({ queryKey: ['approvals', draft] });
  }
}

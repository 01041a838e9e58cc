import { Button } from '@mantine/core';
import type { Me } from '../../../../bot/desk/contract';
import { live } from '../server/live';
import { askMe } from '../server/queries';
import { queryClient } from '../server/queryClient';
import { useNow } from '../state/clock';
import { hasDrafts } from '../state/drafts';
import { session } from '../state/session';
import { useStore } from '../state/store';
import { isStale } from '../state/version';
import { texts } from '../texts';
import { spanOf } from '../work/urgency';

const WARN_MS = 3 * 60_000;

/** What is wrong with the page as a whole, over everything else. */
export function Banners({ me }: { readonly me: Me }) {
  const state = useStore(live);
  const stale = useStore(isStale);
  return (
    <div className="banners" role="status">
      {state === 'offline' && <p className="banner bad">{texts.connection.offline}</p>}
      {stale && (
        <p className="banner">
          {hasDrafts() ? texts.connection.staleDrafts : texts.connection.stale}
          <Button variant="default" size="compact-xs" onClick={() => location.reload()}>
            {texts.actions.reload}
          </Button>
        </p>
      )}
      <EndsSoon me={me} />
    </div>
  );
}

function EndsSoon({ me }: { readonly me: Me }) {
  const left = me.idleEndsAt - useNow();
  if (useStore(session) !== 'on' || left > WARN_MS || left < 0) return null;
  const stay = () =>
    void askMe().then(
      (fresh) => queryClient.setQueryData(['me'], fresh),
      () => undefined,
    );
  return (
    <p className="banner">
      {texts.session.endsSoon(spanOf(left))}
      <Button variant="default" size="compact-xs" onClick={stay}>
        {texts.session.stay}
      </Button>
    </p>
  );
}

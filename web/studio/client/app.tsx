import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback } from 'react';
import type { StudioMe } from '../../../bot/studio/contract';
import { ProofDialog } from '../../desk/client/shell/proofDialog';
import { SessionDialog } from '../../desk/client/shell/sessionDialog';
import { Toasts } from '../../desk/client/shell/toasts';
import { useStore } from '../../desk/client/state/store';
import { isStale } from '../../desk/client/state/version';
import { useMe } from './server/queries';
import { Header } from './shell/header';
import { Overlays } from './shell/overlays';
import { useAddress } from './state/address';
import { SelfContext } from './state/self';
import { texts } from './texts';

const DraftsPage = lazy(() => import('./drafts/draftsPage'));
const VersionsPage = lazy(() => import('./library/versionsPage'));
const EditorPage = lazy(() => import('./editor/editorPage'));

/** The whole studio of whoever is signed in. */
export function App() {
  const { data: me, isError } = useMe();
  const client = useQueryClient();
  const askAgain = useCallback(() => void client.invalidateQueries(), [client]);
  return (
    <>
      {me === undefined ? <Starting words={isError ? texts.notForYou : texts.loading} /> : <Studio me={me} />}
      {me !== undefined && <ProofDialog me={me} />}
      <SessionDialog me={me} onBack={askAgain} />
      <Toasts />
    </>
  );
}

export function Starting({ words = texts.loading }: { readonly words?: string }) {
  return (
    <main className="starting" aria-busy="true">
      <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
        <use href="#brand-mark" />
      </svg>
      <p>{words}</p>
    </main>
  );
}

/** The server has another page by now. */
function Stale() {
  const isOld = useStore(isStale);
  return (
    <div className="banners" role="status">
      {isOld && (
        <p className="banner">
          {texts.stale}
          <Button variant="default" size="compact-xs" onClick={() => location.reload()}>
            {texts.reload}
          </Button>
        </p>
      )}
    </div>
  );
}

function Studio({ me }: { readonly me: StudioMe }) {
  const { place, draft } = useAddress();
  return (
    <SelfContext value={me}>
      <div className="desk studio">
        <a className="skip" href="#main">
          {texts.skip}
        </a>
        <Header me={me} />
        <Stale />
        <Suspense fallback={<Starting />}>
          {draft !== undefined ? (
            <EditorPage key={draft} id={draft} />
          ) : place === 'versions' ? (
            <VersionsPage />
          ) : (
            <DraftsPage />
          )}
        </Suspense>
      </div>
      <Overlays />
    </SelfContext>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { Me } from '../../../bot/desk/contract';
import { followEvents } from './server/live';
import { conversationKey, useMe } from './server/queries';
import { askAgain, takeEvent } from './server/takeEvent';
import { Banners } from './shell/banners';
import { Header } from './shell/header';
import { Overlays } from './shell/overlays';
import { Panes } from './shell/panes';
import { ProofDialog } from './shell/proofDialog';
import { SessionDialog } from './shell/sessionDialog';
import { Toasts } from './shell/toasts';
import { type Place, useAddress } from './state/address';
import { hasDrafts } from './state/drafts';
import { has, MeContext } from './state/me';
import { hasOutgoing } from './state/outgoing';
import { keepHeartbeat, showPresence } from './state/presence';
import { session } from './state/session';
import { followTabs } from './state/tabs';
import { texts } from './texts';

const BoardPage = lazy(() => import('./board/boardPage'));
const RepliesPage = lazy(() => import('./board/repliesPage'));
const RevealsPage = lazy(() => import('./board/revealsPage'));

/** The whole desk of whoever is signed in. */
export function App() {
  const { data: me } = useMe();
  return (
    <>
      {me === undefined ? <Starting /> : <Desk me={me} />}
      {me !== undefined && <ProofDialog me={me} />}
      <SessionDialog me={me} onBack={askAgain} />
      <Toasts />
    </>
  );
}

function Starting() {
  return (
    <main className="starting" aria-busy="true">
      <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
        <use href="#brand-mark" />
      </svg>
      <p>{texts.list.loading}</p>
    </main>
  );
}

function Desk({ me }: { readonly me: Me }) {
  const place = placeFor(me, useAddress().place);
  useServerNews(worksAtDesk(me));
  useLeaveWarning();
  return (
    <MeContext value={me}>
      <div className="desk">
        <a className="skip" href="#main">
          {texts.skip}
        </a>
        <Header me={me} />
        <Banners me={me} />
        {place === 'work' && <Panes />}
        <Suspense fallback={<Starting />}>
          {place === 'board' && <BoardPage />}
          {place === 'replies' && <RepliesPage />}
          {place === 'reveals' && <RevealsPage />}
        </Suspense>
      </div>
      <Overlays me={me} />
    </MeContext>
  );
}

function worksAtDesk(me: Me): boolean {
  return has(me, 'agent', 'supervisor', 'operator');
}

/** Somebody who only audits has no work list. */
function placeFor(me: Me, wanted: Place): Place {
  return wanted === 'work' && !worksAtDesk(me) ? 'reveals' : wanted;
}

/** What the server pushes and what the agent's other tabs do, for as long as the desk is open. */
function useServerNews(isAtDesk: boolean): void {
  const client = useQueryClient();
  useEffect(() => (isAtDesk ? followEvents(takeEvent, askAgain) : undefined), [isAtDesk]);
  useEffect(() => (isAtDesk ? keepHeartbeat() : undefined), [isAtDesk]);
  useEffect(
    () =>
      followTabs((news) => {
        if (news.kind === 'presence') showPresence(news.presence);
        else if (news.kind === 'changed') {
          void client.invalidateQueries({ queryKey: conversationKey(news.conversationId) });
          void client.invalidateQueries({ queryKey: ['work'] });
        } else if (news.kind === 'signedOut') session.set('ended');
      }),
    [client],
  );
}

/** A browser asks before it closes a page on which something written is not sent. */
function useLeaveWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (hasDrafts() || hasOutgoing()) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
}

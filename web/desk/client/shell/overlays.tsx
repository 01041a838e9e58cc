import { lazy, Suspense } from 'react';
import type { Me } from '../../../../bot/desk/contract';
import { closeOverlay, overlay } from '../state/overlay';
import { useStore } from '../state/store';
import { useShortcuts } from './shortcuts';

const Palette = lazy(() => import('./palette'));
const Help = lazy(() => import('./help'));
const HandBackDrawer = lazy(() => import('../conversation/handBackDrawer'));
const TransferDialog = lazy(() => import('../conversation/transferDialog'));
const ResolveDialog = lazy(() => import('../conversation/resolveDialog'));
const RequestCallDialog = lazy(() => import('../lead/requestCallDialog'));
const WhisperDialog = lazy(() => import('../conversation/whisperDialog'));

/** What lies over the desk, loaded when it is first opened, and the keys that open it. */
export function Overlays({ me }: { readonly me: Me }) {
  useShortcuts(me);
  const shown = useStore(overlay);
  return (
    <Suspense>
      {shown?.kind === 'palette' && <Palette onClose={closeOverlay} />}
      {shown?.kind === 'help' && <Help onClose={closeOverlay} />}
      {shown?.kind === 'handBack' && <HandBackDrawer id={shown.conversationId} onClose={closeOverlay} />}
      {shown?.kind === 'transfer' && <TransferDialog id={shown.conversationId} onClose={closeOverlay} />}
      {shown?.kind === 'resolve' && <ResolveDialog id={shown.conversationId} onClose={closeOverlay} />}
      {shown?.kind === 'requestCall' && <RequestCallDialog id={shown.conversationId} onClose={closeOverlay} />}
      {shown?.kind === 'whisper' && <WhisperDialog id={shown.conversationId} onClose={closeOverlay} />}
    </Suspense>
  );
}

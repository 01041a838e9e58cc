import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeskCallBack } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { useConversation } from '../server/queries';
import { Dialog } from '../shared/dialog';
import { handleOf } from '../state/me';
import { texts } from '../texts';
import { SlotSelect } from './slotSelect';

/** Arranges a call for the customer. */
export default function RequestCallDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: conversation } = useConversation(id);
  const [slot, setSlot] = useState<DeskCallBack['slot']>();
  if (conversation === undefined) return null;
  const request = async () => {
    if (slot === undefined) return;
    const wish = { kind: 'requestCallBack', from: slot.from, to: slot.to } as const;
    if (await actAndSay(handleOf(conversation), wish, texts.done.callRequested)) onClose();
  };
  return (
    <Dialog title={texts.callBacks.request} onClose={onClose}>
      <div className="stack">
        <SlotSelect label={texts.callBacks.slot} conversation={conversation} slot={slot} onSlot={setSlot} />
        <Button disabled={slot === undefined} onClick={() => void request()}>
          {texts.callBacks.request}
        </Button>
      </div>
    </Dialog>
  );
}

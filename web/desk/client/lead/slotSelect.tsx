import { Select } from '@mantine/core';
import type { DeskCallBack, DeskConversation } from '../../../../bot/desk/contract';
import { slotWords } from '../shared/times';
import { texts } from '../texts';

/** Times at which a call can be promised, by the customer's clock. */
export function SlotSelect(props: {
  readonly label: string;
  readonly conversation: DeskConversation;
  readonly slot: DeskCallBack['slot'] | undefined;
  readonly onSlot: (slot: DeskCallBack['slot'] | undefined) => void;
}) {
  const { label, conversation, slot, onSlot } = props;
  const { callBackSlots = [], timeZone } = conversation;
  return (
    <Select
      label={label}
      searchable
      disabled={callBackSlots.length === 0}
      error={callBackSlots.length === 0 ? texts.callBacks.noSlots : undefined}
      nothingFoundMessage={texts.callBacks.noSlots}
      data={callBackSlots.map((one) => ({ value: String(one.from), label: slotWords(one, timeZone) }))}
      value={slot === undefined ? null : String(slot.from)}
      onChange={(from) => onSlot(callBackSlots.find((one) => String(one.from) === from))}
    />
  );
}

import type { RecordDocument } from '../../store/documents';
import type { NameOf } from '../staff/directory';
import type { DeskCallBack } from './contract';
import { plain } from './plain';
import { staffName } from './staffName';

type CallBackRecord = Extract<RecordDocument, { kind: 'callBack' }>;

/** A call that a customer was promised, with what came of it so far. */
export function callBackView({ id, at, body }: CallBackRecord, nameOf: NameOf): DeskCallBack {
  const { market, status, slot, contactHours, reference, tries = [] } = body;
  return {
    id,
    market,
    at,
    status,
    ...(slot && { slot }),
    hours: plain(contactHours),
    ...(reference !== undefined && { reference: plain(reference) }),
    tries: tries.map(({ by, note, ...tried }) => ({
      ...tried,
      by: staffName(by, nameOf),
      ...(note !== undefined && { note: plain(note) }),
    })),
  };
}

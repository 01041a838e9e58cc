import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { DeskConversation, Me, WorkList, WorkRow, WorkView } from '../../../../bot/desk/contract';
import { barge, claim, mayBarge, mayClaim } from '../conversation/claim';
import { conversationKey } from '../server/queries';
import { languageName, marketName } from '../shared/names';
import { go, useAddress } from '../state/address';
import { has, holds, useSelf } from '../state/me';
import { type Overlay, overlay } from '../state/overlay';
import { pane } from '../state/pane';
import { setPresence } from '../state/presence';
import { texts } from '../texts';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly run: () => void;
}

const VIEWS: readonly WorkView[] = ['needsPerson', 'mine', 'bot', 'cases', 'callBacks', 'team'];

/** What can be done with the open conversation first, then where one can go, then the conversations that are loaded. */
export function usePaletteItems(): readonly PaletteItem[] {
  const me = useSelf();
  const client = useQueryClient();
  const { conversation: id } = useAddress();
  const { setColorScheme } = useMantineColorScheme();
  const open = id === undefined ? undefined : client.getQueryData<DeskConversation>(conversationKey(id));
  const lists = client.getQueriesData<WorkList>({ queryKey: ['work'] });
  const rows = new Map(lists.flatMap(([, list]) => list?.rows ?? []).map((row) => [row.conversationId, row]));
  return [
    ...(open === undefined ? [] : forConversation(me, open)),
    ...placesFor(me),
    ...(['available', 'away'] as const).map((presence) =>
      command(texts.presence[presence], () => void setPresence(presence), texts.presenceLabel),
    ),
    ...(['light', 'dark', 'auto'] as const).map((scheme) =>
      command(texts.settings[scheme], () => setColorScheme(scheme), texts.settings.scheme),
    ),
    command(texts.settings.help, () => overlay.set({ kind: 'help' })),
    ...[...rows.values()].map(conversationItem),
  ];
}

function forConversation(me: Me, open: DeskConversation): readonly PaletteItem[] {
  const { row } = open;
  const { customer, conversationId } = row;
  const showing = (kind: Exclude<Overlay['kind'], 'palette' | 'help'>, label: string) =>
    command(label, () => overlay.set({ kind, conversationId }), customer);
  if (mayClaim(me, row)) return [command(texts.actions.claim, () => void claim(open), customer)];
  if (mayBarge(me, row)) {
    return [command(texts.board.barge, () => void barge(open), customer), showing('whisper', texts.actions.whisper)];
  }
  if (!holds(me, row)) return [];
  return [
    showing('handBack', texts.actions.handBack),
    showing('transfer', texts.actions.transfer),
    showing('resolve', texts.actions.resolve),
    showing('requestCall', texts.actions.callBack),
  ];
}

function placesFor(me: Me): readonly PaletteItem[] {
  const views = VIEWS.filter((view) => view !== 'team' || has(me, 'supervisor'));
  return [
    ...views.map((view) => command(texts.palette.goTo(texts.views[view]), () => go({ place: 'work', view }))),
    ...(['board', 'replies'] as const)
      .filter(() => has(me, 'supervisor'))
      .map((place) => command(texts.palette.goTo(texts.places[place]), () => go({ place }))),
    ...(has(me, 'auditor') ? [command(texts.palette.goTo(texts.places.reveals), () => go({ place: 'reveals' }))] : []),
  ];
}

function conversationItem(row: WorkRow): PaletteItem {
  const hint = `${marketName(row.market)} · ${languageName(row.locale)} · ${texts.views[row.view]}`;
  const run = () => {
    pane.set('conversation');
    go({ place: 'work', view: row.view, conversation: row.conversationId });
  };
  return { id: `conversation ${row.conversationId}`, label: row.customer, hint, run };
}

function command(label: string, run: () => void, hint?: string): PaletteItem {
  return { id: `command ${label} ${hint ?? ''}`, label, hint, run };
}

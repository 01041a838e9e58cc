import {
  ActionIcon,
  Menu,
  SegmentedControl,
  Switch,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import type { Me, Presence } from '../../../../bot/desk/contract';
import { live } from '../server/live';
import { Icon } from '../shared/icon';
import { go, type Place, useAddress } from '../state/address';
import { chime } from '../state/alerts';
import { has } from '../state/me';
import { overlay } from '../state/overlay';
import { prefer, usePreferences } from '../state/preferences';
import { setPresence } from '../state/presence';
import { useStore } from '../state/store';
import { say } from '../state/toasts';
import { texts } from '../texts';
import { signOut } from './signOut';

const BANK = document.documentElement.dataset.bank ?? '';

/** Who is here, where one can go, and whether one is there for customers. */
export function Header({ me }: { readonly me: Me }) {
  return (
    <header className="header">
      <h1 className="title">
        <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
          <use href="#brand-mark" />
        </svg>
        <span className="bank">{BANK}</span>
        <span className="name">{texts.title}</span>
      </h1>
      <Places me={me} />
      <UnstyledButton
        className="search"
        aria-label={texts.palette.open}
        onClick={() => overlay.set({ kind: 'palette' })}
      >
        <Icon name="search" />
        <span>{texts.palette.open}</span>
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <Connection />
      <PresenceSwitch presence={me.presence} />
      <Settings me={me} />
    </header>
  );
}

function Places({ me }: { readonly me: Me }) {
  const { place } = useAddress();
  const places: readonly Place[] = [
    ...(has(me, 'agent', 'supervisor', 'operator') ? ['work' as const] : []),
    ...(has(me, 'supervisor') ? (['board', 'replies'] as const) : []),
    ...(has(me, 'auditor') ? ['reveals' as const] : []),
  ];
  if (places.length === 1) return null;
  return (
    <nav className="places" aria-label={texts.title}>
      {places.map((one) => (
        <UnstyledButton key={one} aria-current={one === place ? 'page' : undefined} onClick={() => go({ place: one })}>
          {texts.places[one]}
        </UnstyledButton>
      ))}
    </nav>
  );
}

function Connection() {
  const state = useStore(live);
  const words = state === 'offline' ? texts.presence.offline : texts.connection[state];
  return (
    <Tooltip label={words}>
      <span className={`connection ${state}`} role="img" aria-label={words} />
    </Tooltip>
  );
}

function PresenceSwitch({ presence }: { readonly presence: Presence }) {
  const data = (['available', 'away'] as const).map((value) => ({ value, label: texts.presence[value] }));
  return (
    <SegmentedControl
      className={`presence ${presence}`}
      size="xs"
      aria-label={texts.presenceLabel}
      data={data}
      value={presence === 'available' ? 'available' : 'away'}
      onChange={(value) => void setPresence(value === 'available' ? 'available' : 'away')}
    />
  );
}

function Settings({ me }: { readonly me: Me }) {
  const { sounds, notifications } = usePreferences();
  return (
    <Menu width={260} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon aria-label={`${me.name}: ${texts.settings.menu}`} className="person" variant="default" radius="xl">
          {initials(me.name)}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        <div className="settings">
          <div className="only-small">
            <PresenceSwitch presence={me.presence} />
          </div>
          <Switch
            label={texts.settings.sounds}
            checked={sounds}
            onChange={({ currentTarget }) => switchSounds(currentTarget.checked)}
          />
          <Switch
            label={texts.settings.notifications}
            checked={notifications}
            onChange={({ currentTarget }) => void switchNotifications(currentTarget.checked)}
          />
          <SchemeChoice />
        </div>
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick
          leftSection={<Icon name="keyboard" />}
          onClick={() => overlay.set({ kind: 'help' })}
          rightSection={<kbd>?</kbd>}
        >
          {texts.settings.help}
        </Menu.Item>
        <Menu.Item closeMenuOnClick leftSection={<Icon name="lock" />} onClick={() => void signOut()}>
          {texts.settings.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data = (['auto', 'light', 'dark'] as const).map((value) => ({ value, label: texts.settings[value] }));
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={texts.settings.scheme}
      data={data}
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
    />
  );
}

function switchSounds(sounds: boolean): void {
  prefer({ sounds });
  if (sounds) chime();
}

async function switchNotifications(wanted: boolean): Promise<void> {
  const allowed = wanted && (await Notification.requestPermission()) === 'granted';
  prefer({ notifications: allowed });
  if (wanted && !allowed) say(texts.settings.notificationsDenied, 'bad');
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => [...(part ?? '')][0] ?? '').join('');
}

import { ActionIcon, Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import type { StudioMe } from '../../../../bot/studio/contract';
import { Icon } from '../../../desk/client/shared/icon';
import { signOut } from '../../../desk/client/shell/signOut';
import { go, useAddress } from '../state/address';
import { help } from '../state/overlay';
import { texts } from '../texts';

const BANK = document.documentElement.dataset.bank ?? '';

/** Who is here, and where one can go. */
export function Header({ me }: { readonly me: StudioMe }) {
  const { place, draft } = useAddress();
  return (
    <header className="header">
      <h1 className="title">
        <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
          <use href="#brand-mark" />
        </svg>
        <span className="bank">{BANK}</span>
        <span className="name">{texts.title}</span>
      </h1>
      <nav className="places" aria-label={texts.title}>
        {(['drafts', 'versions'] as const).map((one) => (
          <UnstyledButton
            key={one}
            aria-current={draft === undefined && one === place ? 'page' : undefined}
            onClick={() => go({ place: one, draft: undefined, view: 'flow', step: undefined, market: undefined })}
          >
            {texts.places[one]}
          </UnstyledButton>
        ))}
      </nav>
      <span className="header-space" />
      <Settings me={me} />
    </header>
  );
}

function Settings({ me }: { readonly me: StudioMe }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data = (['auto', 'light', 'dark'] as const).map((value) => ({ value, label: texts.settings[value] }));
  return (
    <Menu width={280} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon aria-label={`${me.name}: ${texts.settings.menu}`} className="person" variant="default" radius="xl">
          {initials(me.name)}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {me.roles.join(', ')}
        </Menu.Label>
        <div className="settings">
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={texts.settings.scheme}
            data={data}
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          />
        </div>
        <Menu.Divider />
        <Menu.Item closeMenuOnClick leftSection={<Icon name="keyboard" />} onClick={() => help.set(true)}>
          {texts.settings.help}
        </Menu.Item>
        <Menu.Item closeMenuOnClick leftSection={<Icon name="lock" />} onClick={() => void signOut()}>
          {texts.settings.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => [...(part ?? '')][0] ?? '').join('');
}

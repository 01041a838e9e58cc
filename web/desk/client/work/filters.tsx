import { ActionIcon, Select, Tooltip } from '@mantine/core';
import type { Market } from '../../../../machines/market';
import { Icon } from '../shared/icon';
import { languageName, marketName } from '../shared/names';
import { go, useAddress } from '../state/address';
import { useSelf } from '../state/me';
import { texts } from '../texts';
import { useLocales } from './locales';

/** Market, language and channel; they stand in the address. */
export function Filters() {
  const me = useSelf();
  const { market, locale, channel } = useAddress();
  const locales = useLocales(locale);
  const markets = me.markets.map((code) => ({ value: code as string, label: marketName(code) }));
  const isFiltered = market !== undefined || locale !== undefined || channel !== undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: three fields that act at once are no form
    <div className="filters" role="group" aria-label={texts.filters.heading}>
      <Select
        size="xs"
        aria-label={texts.filters.market}
        placeholder={texts.filters.allMarkets}
        data={markets}
        value={market ?? null}
        onChange={(value) => go({ market: me.markets.find((code: Market) => code === value) }, 'replace')}
        searchable
        clearable
        comboboxProps={{ width: 220, position: 'bottom-start' }}
      />
      <Select
        size="xs"
        aria-label={texts.filters.locale}
        placeholder={texts.filters.allLanguages}
        data={locales.map((tag) => ({ value: tag, label: `${languageName(tag)} (${tag})` }))}
        value={locale ?? null}
        onChange={(value) => go({ locale: value ?? undefined }, 'replace')}
        searchable
        clearable
        comboboxProps={{ width: 240, position: 'bottom-start' }}
      />
      <Select
        size="xs"
        aria-label={texts.filters.channel}
        placeholder={texts.filters.allChannels}
        data={(['webchat', 'whatsapp'] as const).map((value) => ({ value, label: texts.channels[value] }))}
        value={channel ?? null}
        onChange={(value) =>
          go({ channel: value === 'webchat' || value === 'whatsapp' ? value : undefined }, 'replace')
        }
        clearable
        comboboxProps={{ width: 180, position: 'bottom-end' }}
      />
      {isFiltered && (
        <Tooltip label={texts.filters.clear}>
          <ActionIcon
            aria-label={texts.filters.clear}
            onClick={() => go({ market: undefined, locale: undefined, channel: undefined }, 'replace')}
          >
            <Icon name="close" />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

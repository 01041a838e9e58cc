import { Select } from '@mantine/core';
import type { Funnel } from '../../../../bot/studio/funnel/contract';
import { languageName } from '../../../desk/client/shared/names';
import { useStore } from '../../../desk/client/state/store';
import { texts } from '../simulator/texts';
import { counting } from '../state/figures';

/** Of which customers the figures are, besides their market. */
export function FigureFilters({ funnel }: { readonly funnel: Funnel | undefined }) {
  const { version, locale, channel } = useStore(counting);
  const { versions = [], locales = [] } = funnel ?? {};
  const choices = [
    ['version', texts.funnel.version, texts.funnel.allVersions, version, versions.map(asVersion)],
    ['locale', texts.funnel.locale, texts.funnel.allLocales, locale, locales.map((one) => [one, languageName(one)])],
    ['channel', texts.funnel.channel, texts.funnel.allChannels, channel, CHANNELS],
  ] as const;
  return choices.map(([name, label, all, value, options]) => (
    <Select
      key={name}
      className="figure-filter"
      aria-label={label}
      data={[{ value: '', label: all }, ...options.map(([of, words]) => ({ value: String(of), label: String(words) }))]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => counting.change((now) => ({ ...now, [name]: chosen ?? '' }))}
    />
  ));
}

const CHANNELS = [
  ['webchat', texts.webchat],
  ['whatsapp', texts.whatsapp],
] as const;

function asVersion(version: number) {
  return [String(version), texts.funnel.versionOf(version)] as const;
}

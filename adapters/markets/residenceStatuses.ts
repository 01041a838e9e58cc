import type { ListRow } from '../../machines/market';

const ROWS: readonly ListRow[] = [
  {
    code: 'CITIZEN',
    names: {
      en: 'Citizen',
      'zh-Hant': '公民',
      'zh-Hans': '公民',
      ms: 'Warganegara',
      fil: 'Mamamayang Pilipino',
      id: 'WNI',
      th: 'สัญชาติไทย',
      vi: 'Công dân Việt Nam',
      pl: 'Obywatelstwo polskie',
      ru: 'Гражданство РФ',
    },
  },
  {
    code: 'PR',
    names: {
      en: 'Permanent resident',
      'zh-Hant': '永久居民',
      'zh-Hans': '永久居民',
      ms: 'Pemastautin tetap',
      fil: 'Permanenteng residente',
      id: 'Penduduk tetap (KITAP)',
      th: 'มีถิ่นที่อยู่ถาวร',
      vi: 'Thường trú nhân',
      pl: 'Pobyt stały',
      ru: 'Вид на жительство',
    },
    aliases: ['PR'],
  },
  {
    code: 'WORK_PASS',
    names: {
      en: 'Foreigner, work pass',
      'zh-Hant': '持工作簽證人士',
      'zh-Hans': '持工作准证人士',
      ms: 'Warga asing, pas kerja',
      fil: 'Dayuhan, work permit',
      id: 'WNA dengan izin kerja',
      th: 'ต่างชาติ มีใบอนุญาต',
      vi: 'Người nước ngoài',
      pl: 'Pobyt czasowy, praca',
      ru: 'Разрешение на работу',
    },
    aliases: ['Work permit', 'Work visa', 'Foreigner'],
  },
  {
    code: 'OTHER',
    names: {
      en: 'Other status',
      'zh-Hant': '其他身分',
      'zh-Hans': '其他身份',
      ms: 'Status lain',
      fil: 'Iba pang status',
      id: 'Status lain',
      th: 'สถานะอื่น',
      vi: 'Tình trạng khác',
      pl: 'Inny status',
      ru: 'Другой статус',
    },
    aliases: ['Other'],
  },
];

/** The statuses most markets ask about, with names in English and the market's own languages only. */
export function residenceStatuses(languages: readonly string[]): readonly ListRow[] {
  const wanted = new Set(['en', ...languages]);
  return ROWS.map((row) => ({
    ...row,
    names: Object.fromEntries(Object.entries(row.names).filter(([language]) => wanted.has(language))),
  }));
}

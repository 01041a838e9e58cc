/** The phone's own line drawings, on a grid of 24 by 24. */
export const PHONE_PATHS = {
  send: 'M4.5 12 3.5 4.8 20.5 12 3.5 19.2 4.5 12Zm0 0h7',
  plus: 'M12 5v14M5 12h14',
  reply: 'M10 8.5V5L3.5 11.5 10 18v-3.7c4.6 0 8 1.4 10.5 4.7-1-5.5-4.2-9.7-10.5-10.5Z',
  rows: 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9v.01',
  document: 'M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4M9 12.5h6M9 16h6',
  voice: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  video: 'M3.5 6.5h12v11h-12zM15.5 10.5l5-3v9l-5-3',
  location:
    'M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11ZM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  contacts: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  sticker: 'M20 12.5A8 8 0 1 1 11.5 4c0 5 3.5 8.5 8.5 8.5ZM8.5 14c1.8 2.2 4.7 2.5 6.5.5',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.5V12l3 2',
  tick: 'M6.5 13l3.7 3.7L18 8.5',
  ticks: 'M2.5 13l3.7 3.7L14 8.5M11.5 15.5l1.2 1.2L20.5 8.5',
  failed: 'M12 7.5v5.5M12 16.5v.01M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z',
  down: 'M6 9l6 6 6-6',
  battery: 'M3.5 9h15v6.5h-15zM20.5 11v2.5M6 11.3h8v2H6z',
} as const;

export type PhoneIcon = keyof typeof PHONE_PATHS;

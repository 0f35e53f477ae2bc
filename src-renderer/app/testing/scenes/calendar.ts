import type { NoticeReading } from '#shared/contract/index.ts';
import { readNotice, write as writeNotice } from '../../../calendar/index.ts';
import { openPage } from '../../../ui/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { later } from './pace.ts';

/** What is invented for the next year: its notice is not out. */
const exampleNotice: NoticeReading = {
  year: {
    year: 2027,
    covered: true,
    source: '国务院办公厅关于2027年部分节假日安排的通知',
    days: [
      { from: '2027-01-01', to: '2027-01-03', kind: 'holiday', name: '元旦' },
      { from: '2027-02-05', to: '2027-02-11', kind: 'holiday', name: '春节' },
      { from: '2027-01-30', to: '2027-01-30', kind: 'workday', name: '春节' },
      { from: '2027-04-03', to: '2027-04-05', kind: 'holiday', name: '清明节' },
      { from: '2027-05-01', to: '2027-05-05', kind: 'holiday', name: '劳动节' },
      { from: '2027-05-08', to: '2027-05-08', kind: 'workday', name: '劳动节' },
    ],
  },
  problems: [],
  replaces: false,
  moved: [
    { received: '2027-01-29', before: '2027-02-05', after: '2027-02-04' },
    { received: '2027-02-01', before: '2027-02-08', after: '2027-02-12' },
    { received: '2027-02-02', before: '2027-02-09', after: '2027-02-15' },
    { received: '2027-02-03', before: '2027-02-10', after: '2027-02-16' },
  ],
  movedDays: 31,
};

function readExample(): void {
  writeNotice({
    text: '国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）上班。',
  });
  void readNotice();
}

/** Scenes of the working-day calendar. */
export const calendarScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  calendar: (main) => {
    main.records.notice = exampleNotice;
    openPage('calendar');
    later(readExample);
  },
  'calendar-wrong': (main) => {
    main.records.notice = {
      year: null,
      problems: [
        { line: 2, code: 'wrong-weekday', words: '1月1日（周五）' },
        { line: 3, code: 'wrong-count', words: '共7天' },
      ],
      replaces: false,
      moved: [],
      movedDays: 0,
    };
    openPage('calendar');
    later(readExample);
  },
  'calendar-operator': (main) => {
    main.records.mayImport = false;
    main.records.yearOrigin = 'hub';
    openPage('calendar');
  },
};

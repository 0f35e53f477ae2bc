import {
  addDays,
  type CalendarYear,
  createWorkCalendar,
  type DeadlineBook,
  deadlineOf,
  epochOfLocal,
  type LocalDate,
  localDateAt,
  noDeadlineFacts,
  type WorkCalendar,
} from '#shared/domain/index.ts';

/** An ordinary request received on a day, and its deadline without and with the notice. */
export interface MovedDeadline {
  readonly received: LocalDate;
  readonly before: LocalDate;
  readonly after: LocalDate;
}

/**
 * Whose deadlines a year's notice would move: ordinary requests by their day of receipt, from December of the year before
 * (whose limits reach over the turn) to the end of the year.
 */
export function movedBy(
  year: CalendarYear,
  years: readonly CalendarYear[],
  book: DeadlineBook,
): MovedDeadline[] {
  const others = years.filter((one) => one.year !== year.year);
  const [before, after] = [createWorkCalendar(years), createWorkCalendar([...others, year])];
  const dueOn = (received: LocalDate, calendar: WorkCalendar) =>
    localDateAt(
      deadlineOf({ ...noDeadlineFacts, receivedAt: epochOfLocal(received, '09:00') }, book, calendar).at,
    );
  const moved: MovedDeadline[] = [];
  for (let day = `${year.year - 1}-12-01`; day <= `${year.year}-12-31`; day = addDays(day, 1)) {
    const one = { received: day, before: dueOn(day, before), after: dueOn(day, after) };
    if (one.before !== one.after) moved.push(one);
  }
  return moved;
}

import { earliestDay } from '#contract/days';
import { AppError } from './app-error.ts';

/**
 * Holds a day that figures are asked for between the earliest one and today where the company is: of a later
 * one nobody knows what will be owed, or has come.
 * @param path where the day stands in the request, as `body.cutOff`
 * @throws AppError `invalid_input` with the rule `day_range`, and `min` and `max` as its parameters
 */
export function holdDay(day: string, today: string, path: string): void {
  if (day >= earliestDay && day <= today) return;
  const params = { min: earliestDay, max: today };
  throw new AppError('invalid_input', { errors: [{ path, rule: 'day_range', params }] });
}

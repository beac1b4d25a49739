import type { Context } from 'koa';
import type { z } from 'zod';
import type { InputError } from '#contract/errors';
import { AppError } from './app-error.ts';
import { cleanText } from './text.ts';

/**
 * Parses what a caller sent.
 * @param at where it stood, as in `query`: the first part of each fault's path; empty for a record
 * @throws AppError `invalid_input` with every fault
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: string,
): z.output<S> {
  const { data, errors } = checkInput(schema, value, at);
  if (errors) throw new AppError('invalid_input', { errors });
  return data as z.output<S>;
}

/** The same, with the faults handed back: at most 50, as codes a locale has texts for. */
export function checkInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at = '',
): { data: z.output<S>; errors?: undefined } | { data?: undefined; errors: InputError[] } {
  // The library's own sentence about unknown fields would name all of them, however many.
  const result = schema.safeParse(value, {
    error: ({ code }) => (code === 'unrecognized_keys' ? 'unknown_field' : undefined),
  });
  return result.success ? { data: result.data } : { errors: inputErrors(result.error, value, at) };
}

/** Faults that are told of one input, and characters of a name that somebody made up. */
const mostFaults = 50;
const longestName = 100;

/** The faults of an input as codes a locale has texts for; at most 50. */
export function inputErrors(error: z.ZodError, value: unknown, at = ''): InputError[] {
  const faults: InputError[] = [];
  for (const issue of error.issues) {
    if (faults.length >= mostFaults) break;
    for (const fault of describe(issue, value, at, mostFaults - faults.length)) faults.push(fault);
  }
  return faults;
}

/** A path of names, each cut to what may stand in an answer. */
export const pathOf = (...names: unknown[]): string =>
  names
    .map((name) => cleanText(String(name), longestName))
    .filter(Boolean)
    .join('.');

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, value: unknown, at: string, most: number): InputError[] {
  const path = pathOf(at, ...issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, most)
        .map((key) => ({ path: pathOf(at, ...issue.path, key), rule: 'unknown_field' }));
    case 'too_big':
      return [
        {
          path,
          rule: sizeRule('too_long', 'too_many', 'too_large', issue.origin),
          params: { max: Number(issue.maximum) },
        },
      ];
    case 'too_small':
      return [
        {
          path,
          rule: sizeRule('too_short', 'too_few', 'too_small', issue.origin),
          params: { min: Number(issue.minimum) },
        },
      ];
    case 'invalid_value':
      return [
        {
          path,
          rule: missing(issue, value) ? 'required' : 'not_allowed',
          params: { allowed: issue.values.map(String) },
        },
      ];
    case 'invalid_type':
      return [
        {
          path,
          rule: missing(issue, value) ? 'required' : 'invalid',
          params: { expected: issue.expected },
        },
      ];
    case 'invalid_format':
      // A rule of our own says its name in place of a message; the library's formats have theirs.
      return [
        {
          path,
          rule: /^[a-z_]+$/.test(issue.message) ? issue.message : 'format',
          params: { format: issue.format },
        },
      ];
    default: {
      const rule = /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid';
      // Its text says which mailbox it is, as a list of them has several.
      const typed =
        rule === 'mailbox'
          ? { value: cleanText(String(valueAt(issue, value)).trim(), longestName) }
          : undefined;
      return [{ path, rule, ...(typed && { params: typed }) }];
    }
  }
}

function sizeRule(text: string, list: string, number: string, origin: string): string {
  if (origin === 'string') return text;
  return origin === 'array' ? list : number;
}

const missing = (issue: Issue, value: unknown): boolean => valueAt(issue, value) === undefined;

/** What was given where an issue is. */
function valueAt(issue: Issue, value: unknown): unknown {
  let here = value;
  for (const step of issue.path) here = (here as Record<PropertyKey, unknown> | undefined)?.[step];
  return here;
}

/** Query parameters, each once. @throws AppError `invalid_input`, rule `repeated` */
export function readQuery(ctx: Context): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(ctx.query)) {
    if (Array.isArray(value)) {
      throw new AppError('invalid_input', {
        errors: [{ path: pathOf('query', key), rule: 'repeated' }],
      });
    }
    query[key] = value ?? '';
  }
  return query;
}

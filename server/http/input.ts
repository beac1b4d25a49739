import type { Context } from 'koa';
import { bodyParser } from '@koa/bodyparser';
import type { z } from 'zod';
import type { InputError } from '#contract/errors';
import { AppError } from './app-error.ts';

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
  const result = schema.safeParse(value);
  if (!result.success)
    throw new AppError('invalid_input', { errors: inputErrors(result.error, value, at) });
  return result.data;
}

/** The faults of an input as codes a locale has texts for; at most 50. */
export function inputErrors(error: z.ZodError, value: unknown, at = ''): InputError[] {
  return error.issues.slice(0, 50).flatMap((issue) => describe(issue, value, at));
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, value: unknown, at: string): InputError[] {
  const path = [at, ...issue.path.map(String)].filter(Boolean).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: path ? `${path}.${key}` : key,
        rule: 'unknown_field',
      }));
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
    default:
      return [{ path, rule: /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid' }];
  }
}

function sizeRule(text: string, list: string, number: string, origin: string): string {
  if (origin === 'string') return text;
  return origin === 'array' ? list : number;
}

function missing(issue: Issue, value: unknown): boolean {
  let here = value;
  for (const step of issue.path) here = (here as Record<PropertyKey, unknown> | undefined)?.[step];
  return here === undefined;
}

/** Query parameters, each once. @throws AppError `invalid_input`, rule `repeated` */
export function readQuery(ctx: Context): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(ctx.query)) {
    if (Array.isArray(value)) {
      throw new AppError('invalid_input', { errors: [{ path: `query.${key}`, rule: 'repeated' }] });
    }
    query[key] = value ?? '';
  }
  return query;
}

/**
 * The JSON body of a request.
 * @param limit bytes
 * @throws AppError `unsupported_media_type`, `body_too_large`, `malformed_json`
 */
export async function readBody(ctx: Context, limit: number): Promise<unknown> {
  // Anything but JSON could come without a preflight, from any site.
  if (!ctx.is('application/json')) throw new AppError('unsupported_media_type');
  const parse = bodyParser({
    enableTypes: ['json'],
    jsonLimit: limit,
    onError: (error) => {
      throw new AppError(
        (error as { status?: number }).status === 413 ? 'body_too_large' : 'malformed_json',
      );
    },
  });
  await parse(ctx, async () => {});
  return ctx.request.body;
}

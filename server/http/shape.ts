import { z } from 'zod';
import { createBreath } from '../work/breath.ts';

/** Elements of an array from which on it is worked through in turns. */
const many = 100;
/** How deep long arrays are looked for: an answer, its sections, their rows. */
const deepest = 4;

type Breathe = () => Promise<void>;

/**
 * Cuts an answer to what its schema declares and writes it as JSON. Long arrays are worked through element by
 * element, and others are let run meanwhile: ten thousand rows at once would hold everybody up.
 * @throws z.ZodError where the answer is not what the schema says
 */
export async function writeAnswer(schema: z.ZodType, answer: unknown): Promise<string> {
  if (!holdsMany(answer)) return JSON.stringify(schema.parse(answer));
  const breathe = createBreath();
  const pieces: string[] = [];
  await write(schema, answer, pieces, breathe);
  return pieces.join('');
}

async function write(
  schema: z.ZodType,
  value: unknown,
  pieces: string[],
  breathe: Breathe,
): Promise<void> {
  if (holdsMany(value)) {
    if (schema instanceof z.ZodArray && Array.isArray(value))
      return writeArray(schema.element as z.ZodType, value, pieces, breathe);
    if (schema instanceof z.ZodObject)
      return writeObject(schema.shape as Shape, value as Fields, pieces, breathe);
  }
  pieces.push(JSON.stringify(schema.parse(value)));
  await breathe();
}

async function writeArray(
  element: z.ZodType,
  values: unknown[],
  pieces: string[],
  breathe: Breathe,
): Promise<void> {
  let before = '[';
  for (const value of values) {
    pieces.push(before);
    await write(element, value, pieces, breathe);
    before = ',';
  }
  pieces.push(values.length === 0 ? '[]' : ']');
}

type Fields = Record<string, unknown>;
type Shape = Record<string, z.ZodType>;

async function writeObject(
  shape: Shape,
  fields: Fields,
  pieces: string[],
  breathe: Breathe,
): Promise<void> {
  let before = '{';
  for (const [name, schema] of Object.entries(shape)) {
    // What is absent and may be leaves no name behind, as in plain JSON.
    const absent = fields[name] === undefined ? schema.safeParse(undefined) : null;
    if (absent?.success && absent.data === undefined) continue;
    pieces.push(`${before}${JSON.stringify(name)}:`);
    await write(schema, fields[name], pieces, breathe);
    before = ',';
  }
  pieces.push(before === '{' ? '{}' : '}');
}

/** Whether there is a long array in it, at a depth where answers have theirs. */
function holdsMany(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  if (Array.isArray(value))
    return value.length > many || value.some((one) => holdsMany(one, depth + 1));
  return Object.values(value).some((one) => holdsMany(one, depth + 1));
}

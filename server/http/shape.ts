import { z } from 'zod';
import { breathe } from '../work/breath.ts';

/** Elements of an array from which on it is worked through in turns. */
const many = 100;
/** Characters that are encoded at a time. */
const pieceLength = 65_536;
/** How deep long arrays are looked for: an answer, its sections, their rows. */
const deepest = 4;

type Add = (text: string) => void;

/**
 * Cuts an answer to what its schema declares and writes it as JSON. Long arrays are worked through element by
 * element, and others are let run meanwhile: ten thousand rows at once would hold everybody up.
 * @throws z.ZodError where the answer is not what the schema says
 */
export async function writeAnswer(schema: z.ZodType, answer: unknown): Promise<Buffer> {
  if (!holdsMany(answer)) return Buffer.from(JSON.stringify(schema.parse(answer)));
  const out = createPieces();
  await write(schema, answer, out.add);
  return out.end();
}

/** Texts one after the other, encoded some at a time. */
function createPieces(): { add: Add; end: () => Buffer } {
  const done: Buffer[] = [];
  let [texts, length] = [[] as string[], 0];
  const encode = () => {
    done.push(Buffer.from(texts.join('')));
    [texts, length] = [[], 0];
  };
  return {
    add: (text) => {
      texts.push(text);
      length += text.length;
      if (length >= pieceLength) encode();
    },
    end: () => {
      encode();
      return Buffer.concat(done);
    },
  };
}

async function write(schema: z.ZodType, value: unknown, add: Add): Promise<void> {
  if (holdsMany(value)) {
    if (schema instanceof z.ZodArray && Array.isArray(value))
      return writeArray(schema.element as z.ZodType, value, add);
    if (schema instanceof z.ZodObject)
      return writeObject(schema.shape as Shape, value as Fields, add);
  }
  add(JSON.stringify(schema.parse(value)));
  await breathe();
}

async function writeArray(element: z.ZodType, values: unknown[], add: Add): Promise<void> {
  let before = '[';
  for (const value of values) {
    add(before);
    await write(element, value, add);
    before = ',';
  }
  add(values.length === 0 ? '[]' : ']');
}

type Fields = Record<string, unknown>;
type Shape = Record<string, z.ZodType>;

async function writeObject(shape: Shape, fields: Fields, add: Add): Promise<void> {
  let before = '{';
  for (const [name, schema] of Object.entries(shape)) {
    // What is absent and may be leaves no name behind, as in plain JSON.
    const absent = fields[name] === undefined ? schema.safeParse(undefined) : null;
    if (absent?.success && absent.data === undefined) continue;
    add(`${before}${JSON.stringify(name)}:`);
    await write(schema, fields[name], add);
    before = ',';
  }
  add(before === '{' ? '{}' : '}');
}

/** Whether there is a long array in it, at a depth where answers have theirs. */
function holdsMany(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  if (Array.isArray(value))
    return value.length > many || value.some((one) => holdsMany(one, depth + 1));
  return Object.values(value).some((one) => holdsMany(one, depth + 1));
}

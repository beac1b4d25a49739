import { format, type FormatOptions } from 'oxfmt';

/**
 * A made file as the formatter writes it.
 * @param name decides the language, by its ending
 * @throws Error where the text is not of that language
 */
export async function formatted(
  name: string,
  text: string,
  options: FormatOptions,
): Promise<string> {
  const { code, errors } = await format(name, text, options);
  if (errors.length > 0)
    throw new Error(`${name}: ${errors.map(({ message }) => message).join('; ')}`);
  return code;
}

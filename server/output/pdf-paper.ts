/** Points of a sheet on its side. */
const letter = [792, 612] as const;
const a4 = [841.89, 595.28] as const;

/** Where offices print on Letter, as the Unicode CLDR has it; A4 elsewhere. */
const onLetter = 'BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' ');

/** The sheet of a region, as `es-MX`. */
export const paperOf = (region: string): readonly [width: number, height: number] =>
  onLetter.includes(new Intl.Locale(region).maximize().region ?? '') ? letter : a4;

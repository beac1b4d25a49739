/** Version of the library; the build holds it against package.json. */
export const version = '0.1.0';

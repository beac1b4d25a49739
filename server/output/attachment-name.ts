/**
 * The name under which a mail carries a file: ASCII, without any sign that a header, a path or a shell reads.
 * Whatever tells of the file (a log, a list) names it by this, so that it is found under the name it has.
 */
export const attachmentName = (name: string): string => {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return (
    plain
      .replaceAll(/[^\w.-]+/g, '_')
      .replace(/^[.-]+/, '_')
      .slice(-100) || '_'
  );
};

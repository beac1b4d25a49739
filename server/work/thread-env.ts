import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * The environment of a thread that needs no secret of the process: none, but for where code is kept that was compiled
 * once, where the process keeps any.
 */
export function threadEnv(): Record<string, string> {
  const compiled = getCompileCacheDir();
  return compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {};
}

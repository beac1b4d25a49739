// Thread that knows the word lists: common and leaked passwords, Spanish and Portuguese words.
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { stepBack } from '../../work/step-back.ts';
import type { Strength, StrengthQuestion } from './strength.ts';

stepBack();
const load = createRequire(import.meta.url);
const { ZxcvbnFactory } = load('@zxcvbn-ts/core') as typeof import('@zxcvbn-ts/core');
const common = load('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
const spanish = load('@zxcvbn-ts/language-es-es') as typeof import('@zxcvbn-ts/language-es-es');
const portuguese = load('@zxcvbn-ts/language-pt-br') as typeof import('@zxcvbn-ts/language-pt-br');
const factory = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...spanish.dictionary, ...portuguese.dictionary },
  graphs: common.adjacencyGraphs,
});

parentPort?.on('message', ({ password, words }: StrengthQuestion) => {
  const { guessesLog10, sequence } = factory.check(password, words);
  const isOwn = sequence.some((match) => match.dictionaryName === 'userInputs');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ guessesLog10, isOwn } satisfies Strength);
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage('ready');

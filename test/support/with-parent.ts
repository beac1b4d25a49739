// Ends this process with the one that started it, however that ended: its end of the pipe closes then.
process.stdin.on('close', () => process.exit(1));
process.stdin.resume();
// The pipe keeps no program that has come to its end.
(process.stdin as typeof process.stdin & { unref?: () => void }).unref?.();

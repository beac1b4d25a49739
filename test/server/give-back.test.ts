// Memory of large bytes, given back before the collector comes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { giveBack, giveBackChunk } from '../../server/work/give-back.ts';

const large = 65_536;

describe('memory that is given back', () => {
  test('is that of large bytes', () => {
    const [own, small] = [Buffer.allocUnsafeSlow(large), Buffer.from('small')];
    giveBack(own);
    giveBack(small);
    assert.deepEqual([own.length, small.toString()], [0, 'small']);
  });

  test('is that of chunks that share it with nobody', () => {
    const whole = Buffer.alloc(2 * large, 'x');
    const [head, tail] = [whole.subarray(0, large), whole.subarray(large)];
    const own = Buffer.allocUnsafeSlow(large);
    const small = Buffer.from('small');
    for (const chunk of [head, tail, own, small]) giveBackChunk(chunk);
    assert.equal(own.length, 0);
    assert.equal(small.toString(), 'small');
    assert.ok(whole.equals(Buffer.alloc(2 * large, 'x')) && head.length === large);
    giveBackChunk(whole);
    assert.equal(whole.length + head.length + tail.length, 0);
  });
});

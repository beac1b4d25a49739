// Features are values; what the contract promises, exactly one of them keeps.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEndpoints, features } from '../../server/features.ts';

describe('features', () => {
  test('serve every endpoint of the contract once', () => checkEndpoints(features));

  test('are refused where an endpoint has no handler', () =>
    assert.throws(
      () =>
        checkEndpoints(
          features.filter(({ endpoints }) => !endpoints.includes('GET /orders/:id/invoices')),
        ),
      /^Error: no feature has the endpoint GET \/orders\n/,
    ));

  test('are refused where an endpoint has two handlers, or is not in the contract', () =>
    assert.throws(
      () => checkEndpoints([...features, { endpoints: ['GET /orders', 'GET /nothing'] }]),
      {
        message:
          'two features have the endpoint GET /orders\nthe endpoint GET /nothing is not in the contract',
      },
    ));
});

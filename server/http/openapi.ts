import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { bodyErrors, commonErrors, isBytesBody, type Endpoint } from '#contract/endpoint';
import { errorStatus } from '#contract/errors';
import { endpoints } from '#contract/index';
import { apiBase } from '#contract/limits';
import { syncRecords } from '#contract/sync';
import type { SyncEntity } from '#contract/permissions';
import { isOnce, onceHeaders } from './idempotency.ts';

type Json = Record<string, unknown>;

const description = `What the elements of a customer portal ask for, and what an ERP sends: signing in and the own account, \
orders with their invoices, stock, prices, statements of account and fiscal files; for staff the mailing lists and \
mass sends of statements; for machines the synchronisation of an ERP and the notices of mail that came back.`;

/**
 * The OpenAPI 3.1 document of all endpoints, from the same data that the server runs on. It is made when it is first
 * asked for, endpoint by endpoint, so that neither a start nor another request waits for it.
 * @returns JSON
 */
export async function openApi(version: string): Promise<string> {
  const paths: Record<string, Json> = {};
  for (const [key, endpoint] of Object.entries(endpoints) as [string, Endpoint][]) {
    const [method, path] = key.split(' ') as [string, string];
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[template] ??= {})[method.toLowerCase()] = operation(key, endpoint);
    await setImmediate();
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pórtico', version, description },
    servers: [{ url: apiBase }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-portal-{tenant}' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A session in memory, or an API key `pk_…`.',
        },
      },
    },
  });
}

function operation(key: string, endpoint: Endpoint): Json {
  const headers =
    'headers' in endpoint && endpoint.headers ? parameters(endpoint.headers, 'header') : [];
  const once = isOnce(endpoint) ? parameters(onceHeaders, 'header') : [];
  const params = endpoint.params ? parameters(endpoint.params, 'path') : [];
  const query = endpoint.query ? parameters(endpoint.query, 'query') : [];
  return {
    operationId: key.replaceAll(/\W+/g, '_').toLowerCase(),
    summary: endpoint.summary,
    'x-permission': endpoint.permission,
    ...(endpoint.alsoFor && { 'x-permission-or': endpoint.alsoFor }),
    ...(endpoint.audit && { 'x-audit': endpoint.audit }),
    security: endpoint.permission === 'public' ? [] : [{ session: [] }, { bearer: [] }],
    parameters: [tenantHeader, ...params, ...query, ...headers, ...once],
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: isBytesBody(endpoint.body)
          ? Object.fromEntries(
              [endpoint.body.bytes, ...(endpoint.body.orAs ?? [])].map((type) => [
                type,
                { schema: { type: 'string', format: 'binary' } },
              ]),
            )
          : { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
      },
    }),
    responses: { ...success(endpoint), ...refusals(endpoint) },
  };
}

const tenantHeader = {
  name: 'Portal-Tenant',
  in: 'header',
  description: 'Slug of the tenant. Needed unless the host name or the only tenant answers it.',
  schema: { type: 'string' },
};

function parameters(schema: z.ZodObject, place: 'path' | 'query' | 'header'): Json[] {
  const json = schemaOf(schema, 'input') as { properties: Json; required?: string[] };
  return Object.entries(json.properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (json.required ?? []).includes(name),
    schema: property,
  }));
}

function success(endpoint: Endpoint): Json {
  const { response } = endpoint;
  if (response === 'nothing') return { 204: { description: 'Done.' } };
  const content =
    'file' in response
      ? { [response.file]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(response, 'output') } };
  return { [endpoint.status ?? 200]: { description: 'Success.', content } };
}

function refusals(endpoint: Endpoint): Json {
  const codes = [
    ...commonErrors,
    ...(endpoint.body ? bodyErrors : []),
    ...(endpoint.cost ? (['too_many_requests'] as const) : []),
    ...(isOnce(endpoint) ? (['idempotency_mismatch'] as const) : []),
    ...endpoint.errors,
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: `\`code\` is one of: ${group.join(', ')}.`,
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
}

const problem = {
  type: 'object',
  description: 'RFC 9457, with a code that has a text in every language.',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorStatus) },
    requestId: { type: 'string' },
    retryAfter: { type: 'integer', description: 'Seconds.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'rule'],
        properties: {
          path: { type: 'string' },
          rule: { type: 'string' },
          params: { type: 'object' },
        },
      },
    },
  },
};

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Records of a batch are parsed one by one, so their schema stands beside the list, not in it.
      const record = z.globalRegistry.get(zodSchema)?.record as SyncEntity | undefined;
      if (!record) return;
      delete jsonSchema.record;
      Object.assign(jsonSchema, schemaOf(syncRecords[record], 'input'));
    },
  });
  return json;
}

import { z } from 'zod';
import { HUB_ERROR_STATUS, HUB_PROTOCOL_VERSION, hubErrorSchema } from '#shared/hub-protocol/index.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these routes, made from the schemas that the routes are parsed by. */
export function openApiOf(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lianxinqiao hub',
      version: String(HUB_PROTOCOL_VERSION),
      description:
        'Seats of a 12345 centre hand in their work orders here, people and handling units work on them. Times are epoch milliseconds (UTC). Rules: docs/spec/hub-protocol.md and docs/spec/hub.md.',
    },
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: "A seat's token, a person's access token, or a key from outside.",
        },
      },
      schemas: { Error: schemaOf(hubErrorSchema, 'output') },
    },
  };
}

function operationOf(route: Route): Json {
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  const codes = [...new Set(Object.values(HUB_ERROR_STATUS))].filter((status) => status !== 500);
  const open = route.access.includes('anyone');
  return {
    summary: route.summary,
    'x-access': [...route.access],
    ...(!open && { security: [{ bearer: [] }] }),
    ...parametersOf(route),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
      },
    }),
    responses: {
      ...answerOf(route),
      ...Object.fromEntries(
        codes.map((status) => [status, { description: descriptionOf(status), ...error }]),
      ),
      default: { description: descriptionOf(500), ...error },
    },
  };
}

function answerOf(route: Route): Json {
  if (route.answer) {
    const schema = schemaOf(route.answer, 'output');
    return { 200: { description: 'Done.', content: { 'application/json': { schema } } } };
  }
  return route.answerType
    ? { 200: { description: 'Done.', content: { [route.answerType]: {} } } }
    : { 204: { description: 'Done.' } };
}

const descriptionOf = (status: number) =>
  Object.entries(HUB_ERROR_STATUS)
    .filter(([, one]) => one === status)
    .map(([code]) => code)
    .join(', ');

function parametersOf(route: Route): Json {
  const parameters = [...parametersIn('path', route.params), ...parametersIn('query', route.query)];
  return parameters.length > 0 ? { parameters } : {};
}

function parametersIn(where: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = parametersSchema.parse(schemaOf(schema, 'input'));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

const parametersSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});

/** JSON Schema of a zod schema, from the side that it is seen from: what is sent, or what is answered. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return json;
}

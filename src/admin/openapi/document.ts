// The routes as data in, an OpenAPI 3.1 document out. Made once, when it is first asked for.

import { SCOPES } from "../../core/wire/admin-scopes.ts";
import type { Field, Fields } from "../../core/wire/field.ts";
import { answerSchemas, inputSchema, type JsonSchema } from "../../core/wire/json-schema.ts";
import type { AdminRoute } from "../routes/route.ts";
import { ADMIN_ROUTES, type RouteName } from "../routes/routes.ts";
import { ROUTE_ANSWERS, type AnswerOf, type RouteAnswer } from "./answers.ts";
import { SAFE_HEADERS } from "../answer.ts";
import { NAMED_ANSWERS, nameOfAnswer } from "./named-answers.ts";

/** The document. `version`: wakehook's own. */
export function openApiDocument(version: string): AnswerOf<"openapi"> {
  const paths = new Map<string, Record<string, unknown>>();
  for (const name of Object.keys(ADMIN_ROUTES) as RouteName[]) {
    const route: AdminRoute = ADMIN_ROUTES[name];
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    const operation = operationOf(name, route);
    paths.set(path, { ...paths.get(path), [route.method.toLowerCase()]: operation });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "wakehook admin API",
      version,
      description: "On a listener of its own, on this machine alone. JSON is snake_case.",
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: answerSchemas(NAMED_ANSWERS),
      headers: Object.fromEntries(
        Object.entries(SAFE_HEADERS).map(([name, value]) => [
          name,
          { schema: { type: "string", const: value } },
        ]),
      ),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        key: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
    "x-scopes": SCOPES,
  };
}

function operationOf(name: RouteName, route: AdminRoute): JsonSchema {
  const { meaning, scope, query, path, body } = route;
  return {
    operationId: name,
    summary: meaning,
    "x-scope": scope,
    security: scope === "open" ? [] : [{ bearer: [] }, { key: [] }],
    parameters: [
      ...pathParameters(path),
      ...queryParameters(query),
      ...keyParameter(route),
      ...lastEvent(ROUTE_ANSWERS[name]),
    ],
    ...(body === undefined ? {} : { requestBody: requestBody(body) }),
    responses: { ...responseOf(ROUTE_ANSWERS[name], route), default: PROBLEM },
  };
}

function responseOf(answer: RouteAnswer, { once }: AdminRoute): JsonSchema {
  const own = {
    ...("media" in answer ? answer.headers : {}),
    ...(once === true ? { "idempotent-replayed": "true: it had happened before" } : {}),
  };
  const headers = {
    ...SAFE,
    ...Object.fromEntries(Object.entries(own).map(([name, words]) => [name, header(words)])),
  };
  return { [answer.status]: { description: "all is well", headers, content: contentOf(answer) } };
}

function contentOf(answer: RouteAnswer): JsonSchema {
  if (!("media" in answer))
    return { "application/json": { schema: refTo(nameOfAnswer(answer.schema)) } };
  const { media, data } = answer;
  const events = data === undefined ? {} : { "x-event-data": refTo(nameOfAnswer(data)) };
  return { [media]: { schema: { type: "string" }, ...events } };
}

function refTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function header(description: string): JsonSchema {
  return { description, schema: { type: "string" } };
}

/** The headers of every answer. */
const SAFE: JsonSchema = Object.fromEntries(
  Object.keys(SAFE_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

const PROBLEM = {
  description: "an RFC 9457 problem",
  headers: {
    ...SAFE,
    allow: header("with 405: what the path takes"),
    "retry-after": header("with 429: seconds"),
    "www-authenticate": header("with 401"),
  },
  content: { "application/problem+json": { schema: refTo("Problem") } },
} as const;

function pathParameters(path: string): JsonSchema[] {
  if (!path.includes(":id")) return [];
  return [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
}

function queryParameters(query: Fields): JsonSchema[] {
  return Object.entries(query).map(([name, { meaning, takes, schema }]) => ({
    name,
    in: "query",
    description: `${meaning}: ${takes}`,
    schema: inputSchema(schema()),
  }));
}

function keyParameter({ once }: AdminRoute): JsonSchema[] {
  if (once !== true) return [];
  const schema = { type: "string", minLength: 1, maxLength: 255 };
  return [{ name: "Idempotency-Key", in: "header", description: "makes it happen once", schema }];
}

/** A stream of events goes on where it broke off. */
function lastEvent(answer: RouteAnswer): JsonSchema[] {
  if (!("data" in answer)) return [];
  const description = "the id of the last event that was seen: goes on after it";
  return [{ name: "Last-Event-ID", in: "header", description, schema: { type: "string" } }];
}

/** Which fields go together is told in words; the route itself refuses what is wrong. */
function requestBody(fields: Fields): JsonSchema {
  const named = Object.entries(fields);
  const properties = named.map(([name, { meaning, takes, schema }]) => [
    name,
    { ...inputSchema(schema()), description: `${meaning}: ${takes}` },
  ]);
  const isRequired = ({ schema }: Field<unknown>) => !schema().safeParse(undefined).success;
  const required = named.filter(([, field]) => isRequired(field)).map(([name]) => name);
  const schema = {
    type: "object",
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
  return { required: required.length > 0, content: { "application/json": { schema } } };
}

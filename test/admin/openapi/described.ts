// An OpenAPI document, and an answer of a server: what the document does not say of it.

import { ADMIN_ROUTES, type RouteName } from "../../../src/admin/routes/routes.ts";
import { faultsOf, type Schema, type Schemas } from "./faults.ts";

interface Described {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}
export interface Operation {
  readonly operationId: string;
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly schema: Schema }>;
  readonly requestBody?: Pick<Described, "content">;
  readonly responses: Readonly<Record<string, Described>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

/** What HTTP itself adds. */
const OF_HTTP: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "transfer-encoding",
]);

export function operationOf({ paths }: Document, name: RouteName): Operation {
  const { method, path: pattern } = ADMIN_ROUTES[name];
  const operation = paths[pattern.replace(":id", "{id}")]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`the document has no ${name}`);
  return operation;
}

/** What is wrong with an answer of a route; of a stream nothing is read. */
export async function faultsOfResponse(
  document: Document,
  name: RouteName,
  answer: Response,
): Promise<string[]> {
  const { responses } = operationOf(document, name);
  const described = responses[answer.ok ? String(answer.status) : "default"];
  const media = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const content = described?.content[media];
  if (described === undefined || content === undefined)
    return [`${answer.status} ${media} is not described`];
  const headers = [...answer.headers.keys()]
    .filter((header) => !OF_HTTP.has(header) && !Object.hasOwn(described.headers, header))
    .map((header) => `the header ${header} is not described`);
  if (!media.endsWith("json")) {
    await answer.body?.cancel();
    return headers;
  }
  const { schemas } = document.components;
  return [...headers, ...faultsOf(await answer.json(), content.schema, schemas)];
}

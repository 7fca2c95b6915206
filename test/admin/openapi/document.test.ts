import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADMIN_ROUTES, type RouteName } from "../../../src/admin/routes/routes.ts";
import type { AdminRoute } from "../../../src/admin/routes/route.ts";
import { EVENT_TYPES } from "../../../src/core/events/event-types.ts";
import { delivery, openHarness, run, runId, type Harness } from "../harness.ts";
import { NAMED_ANSWERS } from "../../../src/admin/openapi/named-answers.ts";
import { ROUTE_ANSWERS, type RouteAnswer } from "../../../src/admin/openapi/answers.ts";
import { CALLS, DELIVERY, REFUSED } from "./calls.ts";
import { faultsOfResponse, operationOf, type Document } from "./described.ts";
import { faultsOf } from "./faults.ts";
import { standIns } from "./stand-ins.ts";

let harness: Harness;
beforeEach(async () => {
  const parts = standIns();
  harness = openHarness(parts);
  const { ledger } = parts;
  ledger.allDeliveries.push(delivery(1, { event: "x.opened" }));
  ledger.allDeliveries.push(delivery(2, { state: "held", status: "held:approval" }));
  ledger.contents.set(DELIVERY, { headers: [["a", "b"]], body: Buffer.from('{"title":"x"}') });
  ledger.allRuns.push(run(1));
  writeFileSync(path.join(harness.runFolder(runId(1)), "stdout.log"), "words");
  await harness.post("/tokens", { name: "kept", scopes: ["hooks:read"] });
});
afterEach(() => harness.close());

const names = Object.keys(ADMIN_ROUTES) as RouteName[];

async function document(): Promise<Document> {
  return (await (await harness.get("/openapi.json")).json()) as Document;
}

async function faultsOfAnswer(name: RouteName, answer: Response): Promise<string[]> {
  return faultsOfResponse(await document(), name, answer);
}

function call(name: RouteName): Promise<Response> {
  const { method, path: pattern } = ADMIN_ROUTES[name] as AdminRoute;
  const { id = "", query = "", body } = CALLS[name];
  const sent =
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return harness.send(pattern.replace(":id", id) + query, { method, ...sent });
}

describe("the OpenAPI document", () => {
  it("has every route once, and every reference leads to a schema", async () => {
    const { paths, components } = await document();
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const references = JSON.stringify(paths).match(/#\/components\/schemas\/\w+/g) ?? [];

    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(names.toSorted());
    for (const reference of references)
      expect(components.schemas).toHaveProperty(reference.split("/").at(-1) ?? "");
  });

  it.each(names)("describes what %s answers", async (name) => {
    const answer = await call(name);

    expect([name, answer.ok]).toEqual([name, !REFUSED.has(name)]);
    expect(await faultsOfAnswer(name, answer)).toEqual([]);
  });

  it.each(names)("describes what %s answers where it refuses", async (name) => {
    const { method, path: pattern } = ADMIN_ROUTES[name];
    const where = pattern.replace(":id", CALLS[name].id ?? "");
    const refused = [
      await harness.send(`${where}?nope=1`, { method }),
      await harness.send(where, { method: "DELETE" }),
    ];
    if ((ADMIN_ROUTES[name] as AdminRoute).scope !== "open")
      refused.push(await harness.send(where, { method, headers: { authorization: "Bearer x" } }));

    expect(refused.map(({ status }) => status)).toEqual([400, 405, 401].slice(0, refused.length));
    for (const answer of refused) expect(await faultsOfAnswer(name, answer)).toEqual([]);
  });

  it.each(names)("takes for %s what its test sends, and nothing else", async (name) => {
    const { parameters, requestBody } = operationOf(await document(), name);
    const { body, query = "" } = CALLS[name];
    const sent = requestBody?.content["application/json"]?.schema;

    for (const parameter of new URLSearchParams(query).keys())
      expect(parameters.map((one) => one.name)).toContain(parameter);
    if (body === undefined || sent === undefined) return;
    expect(faultsOf(body, sent, {})).toEqual([]);
    expect(faultsOf({ ...body, nope: 1 }, sent, {})).toEqual(["$.nope: unknown"]);
  });

  it("describes every type of event", async () => {
    const { schemas } = (await document()).components;
    const all = JSON.stringify(schemas["Event"]);

    for (const type of Object.keys(EVENT_TYPES)) expect(all).toContain(`"const":"${type}"`);
  });

  it("has a name of its own for every schema of an answer", () => {
    const schemas = Object.values(NAMED_ANSWERS);
    const used = Object.values<RouteAnswer>(ROUTE_ANSWERS).flatMap((answer) =>
      "schema" in answer ? [answer.schema] : (answer.data ?? []),
    );

    expect(new Set(schemas).size).toBe(schemas.length);
    for (const schema of used) expect(schemas).toContain(schema);
  });
});

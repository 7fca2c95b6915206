import { expect, it } from "vitest";
import type { DeliveryId } from "../../../src/core/records/ids.ts";
import { templateContext } from "../../../src/core/text/template-context.ts";

const DELIVERY = {
  id: "dlv_1" as DeliveryId,
  event: "push",
  entity: null,
  method: "POST",
  path: "/hooks/a?b=1",
  contentType: "application/json; charset=utf-8",
  source: "generic",
};

function contextOf(body: string | null, shapes?: readonly ("array" | "object")[]) {
  return templateContext({
    delivery: DELIVERY,
    content: { headers: [["x-a", "1"]], body: body === null ? null : Buffer.from(body) },
    source: shapes === undefined ? undefined : { bodyShapes: shapes, names: { n: "a.b" } },
  });
}

it("reads what a template can speak of", () => {
  expect(contextOf('["x"]', ["array"])).toEqual({
    ok: true,
    context: {
      payload: ["x"],
      event: "push",
      entity: null,
      deliveryId: "dlv_1",
      headers: [["x-a", "1"]],
      method: "POST",
      path: "/hooks/a?b=1",
      names: { n: "a.b" },
    },
  });
});

it.each([
  [null, "the body was emptied by retention"],
  ['["x"]', "the body is a JSON array; this hook takes objects"],
  ["{", "the body is not JSON"],
])("says why there is none: %j", (body, reason) => {
  expect(contextOf(body)).toEqual({ ok: false, reason });
});

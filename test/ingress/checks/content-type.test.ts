import { expect, it } from "vitest";
import type { HeaderList } from "../../../src/core/records/delivery.ts";
import { checkContentType } from "../../../src/ingress/checks/content-type.ts";

const accepted = ["application/json", "+json"];
const type = (value: string): HeaderList => [["content-type", value]];

it.each([
  ["application/json"],
  ["application/json; charset=utf-8"],
  ["APPLICATION/JSON;charset=UTF-8"],
  ["application/vnd.contentful.management.v1+json"],
  ["application/cloudevents+json; charset=utf-8"],
])("takes %s", (value) => {
  expect(checkContentType(accepted, type(value))).toMatchObject({ ok: true, contentType: value });
});

it.each([
  ["text/plain"],
  ["text/json"],
  ["application/jsonp"],
  ["application/json, text/plain"],
  ["application/json/x"],
  ["+json"],
  ["a b+json"],
  ["multipart/form-data; boundary=application/json"],
  ["application/x-www-form-urlencoded"],
  [""],
])("refuses %j, and shows it to the owner in quotes", (value) => {
  const result = checkContentType(accepted, type(value));

  expect(result).toMatchObject({ ok: false, code: "content_type_must_be_json" });
  expect(JSON.stringify(result)).toContain(JSON.stringify(JSON.stringify(value)).slice(1, -1));
});

it.each<[string, HeaderList]>([
  ["no content type", []],
  ["two content types", [...type("application/json"), ...type("application/json")]],
  ["gzip", [...type("application/json"), ["content-encoding", "gzip"]]],
  [
    "gzip in a second header",
    [...type("application/json"), ["content-encoding", "identity"], ["content-encoding", "gzip"]],
  ],
  ["a coding list", [...type("application/json"), ["content-encoding", "identity, br"]]],
])("refuses %s", (_, headers) => {
  expect(checkContentType(accepted, headers)).toMatchObject({ code: "content_type_must_be_json" });
});

it("takes identity, which is no coding", () => {
  const headers: HeaderList = [...type("application/json"), ["content-encoding", "identity"]];

  expect(checkContentType(accepted, headers).ok).toBe(true);
});

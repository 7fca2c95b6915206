import { expect, it } from "vitest";
import { plainHookId } from "../../src/ingress/plain-hook-id.ts";

const HOST = "http://127.0.0.1:8742";

it.each([
  ["POST", "/hooks/site-issues", "site-issues"],
  ["POST", "/hooks/a?token=1&x=/hooks/b", "a"],
  ["POST", `/hooks/${"a".repeat(64)}`, "a".repeat(64)],
  ["POST", `/hooks/${"a".repeat(65)}`, null],
  ["GET", "/hooks/a", null],
  ["HEAD", "/hooks/a", null],
  ["POST", "/hooks/a/", null],
  ["POST", "/hooks/a/b", null],
  ["POST", "/hooks/", null],
  ["POST", "/hooks/A", null],
  ["POST", "/hooks/..%2fetc", null],
  ["POST", "/hooks/a%00", null],
  ["POST", "//hooks/a", null],
  ["POST", "/x/hooks/a", null],
  ["POST", "/health", null],
])("reads %s %s as %s", (method, path, id) => {
  expect(plainHookId({ method, url: `${HOST}${path}` })).toBe(id);
});

import { expect, it } from "vitest";
import { nextCursor } from "../../../src/repair/github/next-cursor.ts";

const PAGE = "https://api.github.com/repositories/1/hooks/2/deliveries?per_page=100";

it.each([
  [`<${PAGE}&cursor=v1_12077215967>; rel="next"`, "v1_12077215967"],
  [`<${PAGE}&cursor=a>; rel="prev", <${PAGE}&cursor=b>; rel="next"`, "b"],
  [`<${PAGE}&page=2>; rel=next, <${PAGE}&page=9>; rel="last"`, "2"],
  [`<https://evil.example/?cursor=x%20y>; rel="next"`, null],
  [`<${PAGE}&cursor=a>; rel="prev"`, null],
  [`<${PAGE}>; rel="next"`, null],
  ["<>; rel=next", null],
  ["nonsense", null],
  ["", null],
  [null, null],
])("the cursor of the next page by %j is %j, whoever's address it is", (link, cursor) => {
  expect(nextCursor(link)).toBe(cursor);
});

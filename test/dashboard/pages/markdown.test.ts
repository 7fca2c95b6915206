import { expect, it } from "vitest";
import { markdown } from "../../../src/dashboard/pages/markdown.ts";

it.each([
  ["strong words", "a **b** c", "<p>a <strong>b</strong> c</p>"],
  ["code", "run `rm <x>`", "<p>run <code>rm &lt;x&gt;</code></p>"],
  ["escapes", "held\\:approval \\*", "<p>held:approval *</p>"],
  ["an escape that hides a mark", "\\`a\\`", "<p>`a`</p>"],
  ["paragraphs", "a\n\nb", "<p>a</p><p>b</p>"],
])("shows %s", (_, text, inside) => {
  expect(markdown(text).toString()).toContain(inside);
});

it("shows fenced code as it is, also where the fence is never closed", () => {
  expect(markdown("x\n```ts\n**a**\n<b>\n```\ny").toString()).toContain("**a**\n&lt;b&gt;</pre");
  expect(markdown("```\nopen").toString()).toContain("open</pre");
});

it("makes no link, picture or HTML of what stands in it", () => {
  const shown = markdown(`[x](javascript:alert(1)) ![y](http://evil.example/p.png) <a href="x">`);

  expect(shown.toString()).not.toMatch(/<(a|img)\b/);
});

it("reads a long line of marks in a moment", () => {
  const started = performance.now();

  markdown("**`\\".repeat(16_000));
  markdown("**".repeat(32_000));
  markdown("`a".repeat(30_000));

  expect(performance.now() - started).toBeLessThan(2000);
});

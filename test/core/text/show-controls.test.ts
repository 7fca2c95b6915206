import { expect, it } from "vitest";
import { showControls } from "../../../src/core/text/show-controls.ts";

it.each([
  ["\u001b[2J\u0007", String.raw`\x1b[2J\x07`],
  ["a\r\nb\tc\rd", "a\nb\tc\\x0dd"],
  ["\u009b1m\u202egnp.exe", String.raw`\x9b1m\u202egnp.exe`],
  ["ä €\u{1f600}", "ä €\u{1f600}"],
])("shows what a terminal would act on: %j", (text, shown) => {
  expect(showControls(text)).toBe(shown);
});

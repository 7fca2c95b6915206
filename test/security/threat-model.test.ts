// SECURITY.md names the test of each of its claims: all of them are there, and each advisory stands in a title.

import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const ADVISORIES = [
  "CVE-2026-28475",
  "GHSA-6rmx-gvvg-vh6j",
  "GHSA-5847-rm3g-23mw",
  "openclaw#5120",
  "openclaw#20809",
  "openclaw#84337",
  "openclaw#87376",
  "openclaw PR#23461",
  "goclaw#1134",
  "CVE-2026-21858",
  "CVE-2025-68613",
  "CVE-2026-25049",
  "CVE-2026-1470",
  "GHSA-fffq-vg6f-gxqm",
  "CVE-2026-44456",
  "CVE-2025-66414",
  "GHSA-w48q-cv73-mx4w",
  "CVE-2026-34742",
  "GHSA-89vp-x53w-74fx",
  "0.0.0.0-day",
];

it("SECURITY.md names tests that are there", () => {
  const text = readFileSync(path.join(ROOT, "SECURITY.md"), "utf8");
  const cells = text.split("\n").filter((line) => line.startsWith("|"));
  const groups = cells.map((line) => line.split("|").at(-2) ?? "");
  const named = groups.flatMap((group) => {
    const names = [...group.matchAll(/`([^` ]+)`/g)].map((match) => match[1] ?? "");
    // Later names of a group leave the folder of the first one out.
    return names.map((name) =>
      name.includes("/") ? name : path.join(path.dirname(names[0] ?? ""), name),
    );
  });
  const missing = named.filter(
    (name) => globSync(`{${name},${name}/*,${name}*}.test.ts`, { cwd: ROOT }).length === 0,
  );

  expect(named.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

it.each(ADVISORIES)("%s has its regression test", (id) => {
  const titles = globSync("*.test.ts", { cwd: import.meta.dirname })
    .filter((name) => name !== path.basename(import.meta.filename))
    .flatMap((name) => {
      const text = readFileSync(path.join(import.meta.dirname, name), "utf8");
      return text.match(/"[^"\n]*"/g) ?? [];
    });

  expect(titles.filter((title) => title.includes(id))).not.toEqual([]);
});

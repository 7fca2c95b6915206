// In: a sandbox whose life was played. Out: one row per planted secret, and what the search itself is worth.

import type { Row } from "../part.ts";
import { writingsOf, type Canary } from "./canaries.ts";
import { createEvidence, strayPlaces, type Evidence } from "./evidence.ts";
import type { Life } from "./life.ts";
import type { Sandbox } from "./sandbox.ts";

/** Gathers what lies on the disk after the life. */
export function gatherFiles(
  { root, paths, records, temporary }: Sandbox,
  evidence: Evidence,
): void {
  evidence.addTree(paths.root, homePlace);
  evidence.addTree(records, recordPlace);
  evidence.addTree(temporary, (name) => (isCompileCache(name) ? null : "temporary files"));
  evidence.addTree(root, (name) =>
    /^(home|bin|records|tmp|confession)/.test(name) ? null : "beside the home",
  );
}

/** One row per secret: where it may be, and where it was found. */
export function leakRows(sandbox: Sandbox, evidence: Evidence, life: Life): Row[] {
  const adminToken: Canary = {
    what: "the admin token",
    value: life.adminToken,
    mayBe: ["admin.token"],
  };
  return [...Object.values(sandbox.planted), adminToken, life.ackToken].map((canary): Row => {
    const places = evidence.placesOf(canary);
    const stray = strayPlaces(canary, places);
    return {
      fault: `planted: ${canary.what}`,
      times: evidence.places,
      promised:
        canary.mayBe.length === 0 ? "kept nowhere" : `only in ${placesInWords(canary.mayBe)}`,
      seen:
        stray.length === 0
          ? `found in ${placesInWords(places) || "no place"}`
          : `ALSO in ${stray.join(", ")}`,
      kept: stray.length === 0,
    };
  });
}

/** What the owner asks for is told as one place; a table is to be read. */
function placesInWords(places: readonly string[]): string {
  const asked = places.filter((place) => /^(cli|admin) /.test(place));
  const others = places.filter((place) => !asked.includes(place));
  return [...others, ...(asked.length === 0 ? [] : ["what the owner asks to see"])].join(", ");
}

/** The control: a program that leaks every secret in every spelling; all of them must be found. */
export function controlRow(canaries: readonly Canary[]): Row {
  const leaks = canaries.flatMap((canary) =>
    [...writingsOf(canary.value), canary.value.slice(0, 20), canary.value.slice(-20)].map(
      (spelling) => ({ canary, spelling }),
    ),
  );
  const found = leaks.filter(({ canary, spelling }) => {
    const evidence = createEvidence();
    evidence.add("a leak", Buffer.from(`words before ${spelling} words behind`, "latin1"));
    return strayPlaces(canary, evidence.placesOf(canary)).length === 1;
  });
  return {
    fault: "control: a program that leaks each secret in each spelling",
    times: leaks.length,
    promised: "the search finds it",
    seen: `${found.length} of ${leaks.length} found`,
    kept: found.length === leaks.length,
  };
}

function homePlace(name: string): string | null {
  const [first = "", , third] = name.split("/");
  if (first === "runs") return third === undefined ? "runs" : `runs ${name.split("/").at(-1)}`;
  if (first.startsWith("wakehook.db")) return `database (${first})`;
  return first;
}

/** `agent.claude.4711.environment` -> `agent environment claude`. */
function recordPlace(name: string): string {
  const [kind = "", program = "", , what = ""] = name.split(".");
  const words: Record<string, string> = {
    environment: `environment ${program}`,
    stdin: "standard input",
    parent: "arguments of the daemon",
  };
  return `${kind} ${words[what] ?? what}`;
}

function isCompileCache(name: string): boolean {
  return /compile-cache|wakehook-cache/.test(name);
}

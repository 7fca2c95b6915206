import { it } from "vitest";
import { processes } from "../../torture/parts/processes.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part processes", { timeout: 90_000 }, () =>
  expectShortRunKept(processes),
);

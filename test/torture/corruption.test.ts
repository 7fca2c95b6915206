import { it } from "vitest";
import { corruption } from "../../torture/parts/corruption.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part corruption", { timeout: 120_000 }, () =>
  expectShortRunKept(corruption),
);

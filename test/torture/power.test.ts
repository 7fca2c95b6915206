import { it } from "vitest";
import { power } from "../../torture/parts/power.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part power", { timeout: 90_000 }, () => expectShortRunKept(power));

import { it } from "vitest";
import { time } from "../../torture/parts/time.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part time", { timeout: 120_000 }, () => expectShortRunKept(time));

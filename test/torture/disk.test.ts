import { it } from "vitest";
import { disk } from "../../torture/parts/disk.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part disk", { timeout: 90_000 }, () => expectShortRunKept(disk));

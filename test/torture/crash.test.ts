import { it } from "vitest";
import { crash } from "../../torture/parts/crash.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part crash", { timeout: 180_000 }, () => expectShortRunKept(crash));

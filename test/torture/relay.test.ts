import { it } from "vitest";
import { relay } from "../../torture/parts/relay.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part relay", { timeout: 180_000 }, () => expectShortRunKept(relay));

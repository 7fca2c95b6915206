import { it } from "vitest";
import { secrets } from "../../torture/parts/secrets.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part secrets", { timeout: 90_000 }, () =>
  expectShortRunKept(secrets),
);

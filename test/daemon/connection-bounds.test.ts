import { expect, it } from "vitest";
import { connectionBounds } from "../../src/daemon/connection-bounds.ts";

it.each([
  [256, null, { hooks: 256, admin: 64 }],
  [256, 1024, { hooks: 256, admin: 64 }],
  [5000, 1024, { hooks: 896, admin: 64 }],
  [256, 128, { hooks: 48, admin: 16 }],
  [256, 64, { hooks: 4, admin: 4 }],
  [10, 1_000_000, { hooks: 10, admin: 64 }],
])("%i connections where %s files may be open are %o", (wanted, openFiles, bounds) => {
  expect(connectionBounds(wanted, openFiles)).toEqual(bounds);
});

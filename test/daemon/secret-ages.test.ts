import { expect, test } from "vitest";
import type { SecretAgesPort } from "../../src/core/ports/secret-ages-port.ts";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { SettingsSnapshot } from "../../src/core/settings/settings.ts";
import type { Base } from "../../src/daemon/base.ts";
import { watchSecretAges } from "../../src/daemon/secret-ages.ts";
import { createClosers } from "../../src/system/closers.ts";
import { hookId, loadedHook, snapshot } from "../admin/harness.ts";
import { START, tempLedger } from "../ledger/temp-ledger.ts";

const SITE = hookId("site");

function withSecret(secret: string): SettingsSnapshot {
  const loaded = loadedHook("site");
  return snapshot([{ ...loaded, secrets: { ...loaded.secrets, secret } }]);
}

/** A daemon's parts: settings that change, a real ledger whose disk may be full. */
function open() {
  const { open: openLedger, clock } = tempLedger();
  const real = openLedger().secretAges;
  const warned: string[] = [];
  let isFull = false;
  const secretAges: SecretAgesPort = {
    kept: () => real.kept(),
    note(marks) {
      if (isFull) throw new WakehookError("storage_unavailable", "the disk is full");
      real.note(marks);
    },
  };
  let current = withSecret("one");
  const listeners = new Set<(now: SettingsSnapshot) => void>();
  const settings = {
    current: () => current,
    onChange(listener: (now: SettingsSnapshot) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const log = { warn: (message: string) => void warned.push(message) };
  const base = { ledger: { secretAges }, settings, log, markKey: Buffer.alloc(43, 1) };
  const closers = createClosers();
  const ages = watchSecretAges({ closers }, base as unknown as Base);
  function change(secret: string): void {
    current = withSecret(secret);
    for (const listener of listeners) listener(current);
  }
  return {
    ages,
    change,
    clock,
    closers,
    warned,
    fill: (full: boolean) => (isFull = full),
    listeners,
  };
}

test("a secret is as old as the first settings that had it", () => {
  const { ages, change, clock } = open();
  clock.advance(5000);
  change("one");
  expect(ages().get(SITE)).toBe(START);

  change("two");

  expect(ages().get(SITE)).toBe(START + 5000);
});

test("an age that could not be written down is none, until it can", () => {
  const { ages, change, fill, warned, clock } = open();
  fill(true);
  change("two");
  expect(ages().size).toBe(0);
  expect(warned).toHaveLength(1);

  fill(false);
  clock.advance(1000);
  change("two");

  expect(ages().get(SITE)).toBe(START + 1000);
});

test("nothing is noted any more once it is closed", async () => {
  const { closers, listeners } = open();

  await closers.closeAll();

  expect(listeners.size).toBe(0);
});

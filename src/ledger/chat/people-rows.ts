// Who is known on a platform, how they became so, and what a channel remembers over a restart.

import { timingSafeEqual } from "node:crypto";
import type { Identity, Place } from "../../core/records/conversation.ts";
import type { Connection } from "../file/connection.ts";

type IdentityRow = Omit<Identity, "place"> & { readonly place: string };

interface PairingRow {
  readonly codeHash: Uint8Array;
  readonly expiresAt: number;
  readonly wrong: number;
}

/** So many wrong codes close the window. */
const MOST_WRONG = 5;

/** Who is known on a target, the first first. */
export function listIdentities(connection: Connection, target: string): Identity[] {
  return connection
    .all<IdentityRow>(
      `SELECT target, sender, name, role, place, paired_at AS pairedAt FROM identities
        WHERE target = ? ORDER BY paired_at, sender`,
      [target],
    )
    .map(toIdentity);
}

/** Somebody is known from here on, in the place of what was known of them. */
export function writeIdentity(connection: Connection, identity: Identity): void {
  const { target, sender, name, role, place, pairedAt } = identity;
  connection.run("INSERT OR REPLACE INTO identities VALUES (?, ?, ?, ?, ?, ?)", [
    target,
    sender,
    name,
    role,
    JSON.stringify(place),
    pairedAt,
  ]);
}

/** Somebody is known no more; false where they were not. */
export function removeIdentity(connection: Connection, target: string, sender: string): boolean {
  const { changes } = connection.run("DELETE FROM identities WHERE target = ? AND sender = ?", [
    target,
    sender,
  ]);
  return changes > 0;
}

/** Opens the window of a target, in the place of one that was open. */
export function writePairing(
  connection: Connection,
  target: string,
  { codeHash, expiresAt }: Omit<PairingRow, "wrong">,
): void {
  connection.run("INSERT OR REPLACE INTO pairings VALUES (?, ?, ?, 0)", [
    target,
    codeHash,
    expiresAt,
  ]);
}

/** Closes it. */
export function removePairing(connection: Connection, target: string): void {
  connection.run("DELETE FROM pairings WHERE target = ?", [target]);
}

/** true: the code was right and is used up. A window that is over, or was guessed at too often, is closed. */
export function usePairing(
  connection: Connection,
  target: string,
  { codeHash, at }: { readonly codeHash: Uint8Array; readonly at: number },
): boolean {
  const row = connection.one<PairingRow>(
    "SELECT code_hash AS codeHash, expires_at AS expiresAt, wrong FROM pairings WHERE target = ?",
    [target],
  );
  if (row === undefined) return false;
  const isOpen = at < row.expiresAt;
  const isRight =
    isOpen &&
    row.codeHash.length === codeHash.length &&
    timingSafeEqual(row.codeHash, Buffer.from(codeHash));
  if (isRight || !isOpen || row.wrong + 1 >= MOST_WRONG) removePairing(connection, target);
  else connection.run("UPDATE pairings SET wrong = wrong + 1 WHERE target = ?", [target]);
  return isRight;
}

/** What a channel remembers under a name, or null. */
export function readChannelState(
  connection: Connection,
  target: string,
  name: string,
): string | null {
  const row = connection.one<{ value: string }>(
    "SELECT value FROM channel_states WHERE target = ? AND name = ?",
    [target, name],
  );
  return row?.value ?? null;
}

/** Remembers it. */
export function writeChannelState(
  connection: Connection,
  target: string,
  { name, value }: { readonly name: string; readonly value: string },
): void {
  connection.run("INSERT OR REPLACE INTO channel_states VALUES (?, ?, ?)", [target, name, value]);
}

/** Nothing is known of a target any more: who may speak there, and where it stopped reading. */
export function removeTarget(connection: Connection, target: string): void {
  removePairing(connection, target);
  connection.run("DELETE FROM identities WHERE target = ?", [target]);
  connection.run("DELETE FROM channel_states WHERE target = ?", [target]);
}

function toIdentity({ place, ...row }: IdentityRow): Identity {
  return { ...row, place: JSON.parse(place) as Place };
}

// The tables of relay.db.

/** `WhkR`: another program's database is not taken for one. */
export const RELAY_APPLICATION_ID = 0x57_68_6b_52;
/** The newest form; an older program refuses a newer one. */
export const RELAY_SCHEMA_VERSION = 1;

/** States of a parcel; what waits is on its way to its daemon, the others are told and then forgotten. */
export const PARCEL_STATES = ["waiting", "acked", "refused", "expired"] as const;
/** A state of a parcel. */
export type ParcelState = (typeof PARCEL_STATES)[number];

/** Makes the tables. What a parcel holds stands apart, so that emptying one touches no list. */
export const RELAY_SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE daemons (
  name TEXT PRIMARY KEY,
  hooks TEXT NOT NULL,
  version TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  connected_at INTEGER,
  disconnected_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE parcels (
  number INTEGER PRIMARY KEY,
  daemon TEXT NOT NULL,
  hook TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  answer_status INTEGER,
  settled_at INTEGER,
  result_status TEXT,
  result_at INTEGER
) STRICT;
CREATE INDEX parcels_waiting ON parcels (daemon, hook, number, bytes, received_at) WHERE state = 'waiting';
CREATE INDEX parcels_settled ON parcels (settled_at) WHERE state <> 'waiting';

CREATE TABLE contents (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
`;

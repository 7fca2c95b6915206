// One row of the table of answers: bytes on a raw socket, and exactly what must come back.

/** What a case can only know once the daemon runs. */
export interface Place {
  /** Host and port of the admin listener. */
  readonly adminHost: string;
  readonly adminToken: string;
}

/** Pieces that are written one after the other. */
export type Pieces = ReadonlyArray<string | Buffer>;

/** A case. Strings are written as Latin-1, one byte per character. */
export interface HttpCase {
  /** What is sent, in a few words. Each one once. */
  readonly what: string;
  readonly door: "hooks" | "admin";
  readonly send: (place: Place) => Pieces;
  /** `202`, `400`, `401 unauthorized`: status and error code of each answer, in their order. */
  readonly answers: readonly string[];
  /** What becomes of the connection: whether it takes another request afterwards. */
  readonly connection: "closed" | "kept";
  /** The body as it must stand in the ledger. */
  readonly body?: Buffer;
  /** The answer comes only when a deadline has passed. */
  readonly waits?: boolean;
  /** What the sender does after its last piece, beside waiting. */
  readonly ending?: "half-close" | "hang-up";
  /** The answer has no body, although its headers speak of one. */
  readonly isHead?: boolean;
}

/** How many deliveries must be on disk for a case: one for each 202. */
export function deliveriesOf({ answers }: HttpCase): number {
  return answers.filter((answer) => answer === "202").length;
}

type Options = Omit<HttpCase, "what" | "door" | "send" | "answers" | "connection">;

/** A case on the hook listener. Several answers are parted by a comma. */
export function hookCase(
  what: string,
  raw: string | Buffer | Pieces,
  [answers, connection, options = {}]: readonly [string, HttpCase["connection"], Options?],
): HttpCase {
  const pieces = typeof raw === "string" || Buffer.isBuffer(raw) ? [raw] : raw;
  return {
    what,
    door: "hooks",
    send: () => pieces,
    answers: parted(answers),
    connection,
    ...options,
  };
}

/** A case on the admin listener: the head without its last blank line; `PLACE`, `PORT` and `TOKEN` are put in. */
export function adminCase(
  what: string,
  head: string,
  [answers, connection, options = {}]: readonly [string, HttpCase["connection"], Options?],
): HttpCase {
  const send = ({ adminHost, adminToken }: Place): Pieces => [
    `${head}\r\n`
      .replaceAll("PLACE", adminHost)
      .replaceAll("PORT", adminHost.split(":")[1] ?? "")
      .replaceAll("TOKEN", adminToken),
  ];
  return { what, door: "admin", send, answers: parted(answers), connection, ...options };
}

function parted(answers: string): string[] {
  return answers === "" ? [] : answers.split(", ");
}

// The dashboard, as the admin door sees it: what it gives, and what it is given.

import type { WakehookEvent } from "../records/wakehook-event.ts";
import type { SettingsSnapshot } from "../settings/settings.ts";

/** Pages for the owner's browser. */
export interface Dashboard {
  /** Answers a request whose Host and Origin were checked; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** A path with a one-time code that opens one session, and until when it does, epoch milliseconds. */
  issueLink(): { readonly path: string; readonly expiresAt: number };
  /** Ends every open stream. */
  close(): void;
}

/** What the admin door gives the dashboard. */
export interface DashboardNeeds {
  /**
   * Calls a route of the admin API as the owner: `/api/v1/...`. A stream that it answers with ends as soon as
   * `isStillGood` says no.
   */
  readonly api: (
    path: string,
    init?: RequestInit,
    isStillGood?: () => boolean,
  ) => Promise<Response>;
  readonly events: { subscribe(listener: (event: WakehookEvent) => void): () => void };
  /** The newest events that happened before the dashboard was wanted, oldest first. */
  readonly recentEvents: () => readonly WakehookEvent[];
  readonly settings: () => SettingsSnapshot;
  /** Where the admin listener listens: two daemons of one host must not share a cookie. */
  readonly port: () => number;
}

/** The first parts of the paths that are the dashboard's; what is another's is none of its business. */
const FIRST_PARTS: ReadonlySet<string> = new Set([
  "",
  "login",
  "logout",
  "assets",
  "changes",
  "deliveries",
  "runs",
  "held",
  "hooks",
  "chat",
  "cards",
  "system",
]);

/** Tells whether a path on the admin listener belongs to the dashboard. */
export function isDashboardPath(path: string): boolean {
  return FIRST_PARTS.has(path.split("/", 2)[1] ?? "");
}

// All cases, as docs/http-answers.md prints them.

import type { HttpCase } from "../case.ts";
import { ADMIN } from "./admin.ts";
import { BODIES } from "./bodies.ts";
import { CONNECTIONS } from "./connections.ts";
import { FRAMING } from "./framing.ts";
import { HEADERS } from "./headers.ts";
import { PROTOCOLS } from "./protocols.ts";
import { ROUTES } from "./routes.ts";
import { TARGETS } from "./targets.ts";

/** What belongs together, under a heading of the page. */
export interface CaseGroup {
  readonly title: string;
  readonly cases: readonly HttpCase[];
}

/** The table. */
export const CASE_GROUPS: readonly CaseGroup[] = [
  { title: "Where a request ends", cases: FRAMING },
  { title: "Whom it is for", cases: TARGETS },
  { title: "Headers and credentials", cases: HEADERS },
  { title: "Bodies", cases: BODIES },
  { title: "One URL for several hooks", cases: ROUTES },
  { title: "Methods, versions, protocols", cases: PROTOCOLS },
  { title: "Connections and deadlines", cases: CONNECTIONS },
  { title: "The admin listener", cases: ADMIN },
];

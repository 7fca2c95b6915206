// Which links Telegram takes: it refuses a whole message for one that it does not.

import type { Link } from "mdast";
import { inlinesOf, plainInline } from "../text/tree.ts";

/** A link as it is shown. */
export interface ShownLink {
  /** Where its words lead; null: nowhere, they are words. */
  readonly href: string | null;
  /** The address in words, behind them, where it would be lost otherwise. */
  readonly behind: string;
}

const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;
const LONGEST_URL = 2000;

/** How a link is shown: `http://localhost/` and `mailto:` are words, as are addresses without an end. */
export function linkOf(link: Link): ShownLink {
  const href = publicUrl(link.url);
  if (href !== null) return { href, behind: "" };
  const words = plainInline(inlinesOf(link));
  const address = link.url.replace(/^mailto:/i, "");
  return { href: null, behind: words === link.url || words === address ? "" : ` (${address})` };
}

function publicUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, username, href } = new URL(url);
  const isWeb = protocol === "https:" || protocol === "http:";
  const isTaken = isWeb && HOST.test(hostname) && username === "" && href.length <= LONGEST_URL;
  return isTaken ? href : null;
}

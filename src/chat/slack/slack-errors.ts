// What Slack's own error words mean for a message that was to be posted, and what its owner can do.

import type { ChannelResult } from "../../core/ports/channel-port.ts";

const TOKEN = "install the app again, and put its new token into config.json";

/** What only the owner can mend: nothing is given up meanwhile. */
const BROKEN: Readonly<Record<string, string>> = {
  invalid_auth: `its token is worth nothing: ${TOKEN}`,
  not_authed: `its token is worth nothing: ${TOKEN}`,
  token_revoked: `its token was revoked: ${TOKEN}`,
  token_expired: `its token has expired: ${TOKEN}`,
  account_inactive: `the app was removed from the workspace: ${TOKEN}`,
  user_removed_from_team: `the app was removed from the workspace: ${TOKEN}`,
  team_disabled: "the workspace is disabled",
  not_allowed_token_type:
    "the tokens are exchanged: bot_token begins with xoxb-, app_token with xapp-",
  missing_scope: "the app lacks a scope",
  no_permission: "the app may not do this: look at its scopes, and install it again",
  org_login_required: "the workspace is being moved; its administrator knows more",
  ekm_access_denied: "the workspace's administrator has stopped messages",
  messages_tab_disabled:
    "switch on the Messages Tab in the app's settings (App Home), and let people write in it",
  channel_not_found: "this app has no such chat: is it another workspace? Pair again",
  not_in_channel: "the app is not in that chat: pair again, in a direct message with it",
  is_archived: "the chat is archived: pair again",
  user_disabled: "the paired account is disabled: pair again",
  cannot_dm_bot: "the paired account is a bot: pair again",
};

/** Slack has no time; the same will work later. */
const LATER = new Set([
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "accesslimited",
  "team_added_to_org",
  "external_channel_migrating",
]);

const THREAD_GONE = new Set([
  "thread_not_found",
  "invalid_thread_ts",
  "cannot_reply_to_message",
  "message_not_found",
]);

/** Tells whether the message is not there that was to be answered. */
export function isThreadGone(code: string): boolean {
  return THREAD_GONE.has(code);
}

/** What a try came to that Slack has refused; `needed` is the scope that is missing. */
export function resultOfCode(
  code: string,
  needed: string | null,
): Extract<ChannelResult, { ok: false }> {
  const words = Object.hasOwn(BROKEN, code) ? BROKEN[code] : undefined;
  if (words !== undefined) {
    const scope = needed === null ? "" : ` ${needed}: add it in its settings, and install it again`;
    return { ok: false, error: `${code}: ${words}${scope}`, final: false, broken: true };
  }
  return { ok: false, error: `Slack says ${code}`, final: !LATER.has(code) };
}

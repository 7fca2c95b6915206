import type { TargetOf } from "../../core/settings/target.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { SlackCallDeps } from "./slack-api.ts";

/** What posting to Slack needs. */
export interface SlackDeps extends Pick<ChannelDeps, "clock" | "home"> {
  readonly target: TargetOf<"slack">;
}

/** What a call of the bot needs. */
export function callDeps({ clock, target }: Pick<SlackDeps, "clock" | "target">): SlackCallDeps {
  return { clock, token: target.botToken, apiUrl: target.apiUrl };
}

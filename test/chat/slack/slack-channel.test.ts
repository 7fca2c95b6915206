import { describePlatform } from "../contract/platform-contract.ts";
import { slackServer } from "./slack-server.ts";

describePlatform("Slack", slackServer, { silence: true });

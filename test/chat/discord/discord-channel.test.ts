import { describePlatform } from "../contract/platform-contract.ts";
import { discordServer } from "./discord-server.ts";

describePlatform("Discord", discordServer);

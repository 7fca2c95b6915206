import { describePlatform } from "../contract/platform-contract.ts";
import { ntfyServer } from "./ntfy-server.ts";

describePlatform("ntfy", ntfyServer, { strangers: true, replies: true });

import { describePlatform } from "../contract/platform-contract.ts";
import { telegramPlatform } from "./telegram-platform.ts";

describePlatform("telegram", () => telegramPlatform());

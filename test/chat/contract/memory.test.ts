import { describePlatform } from "./platform-contract.ts";
import { memoryPlatform } from "./memory-platform.ts";

describePlatform("a strict platform in memory", () => memoryPlatform());

import { describePlatform } from "../contract/platform-contract.ts";
import { matrixServer } from "./matrix-server.ts";

describePlatform("Matrix", matrixServer);

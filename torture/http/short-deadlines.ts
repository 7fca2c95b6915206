// Loaded into the daemon before its own code in the short run: the same deadlines, in a fraction of their time.

import http, { type RequestListener, type ServerOptions } from "node:http";
import { syncBuiltinESMExports } from "node:module";

const createServer = http.createServer.bind(http) as (
  options: ServerOptions,
  listener?: RequestListener,
) => http.Server;

http.createServer = ((options: ServerOptions, listener?: RequestListener) =>
  createServer(
    { ...options, headersTimeout: 1500, requestTimeout: 2000, connectionsCheckingInterval: 100 },
    listener,
  )) as typeof http.createServer;
syncBuiltinESMExports();

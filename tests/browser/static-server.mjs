// Serves the built playground, the folder `dist`, as any plain web server would.

import { createReadStream } from "node:fs";
import { access, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { contentType } from "./content-types.mjs";
import { basePath, baseURL, port } from "./server-address.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

/** The file that a path of the server stands for, or nothing if it lies outside of `dist`. */
function fileFor(path) {
  if (!path.startsWith(basePath)) {
    return undefined;
  }
  const file = normalize(join(dist, path.slice(basePath.length) || "index.html"));
  return file.startsWith(dist + sep) ? file : undefined;
}

async function respond(request, response) {
  const { pathname } = new URL(request.url, baseURL);
  const file = fileFor(decodeURIComponent(pathname));
  const found = file && (await stat(file).catch(() => undefined));
  if (!found?.isFile()) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    return;
  }
  response.writeHead(200, {
    "Cache-Control": "no-store",
    "Content-Length": found.size,
    "Content-Type": contentType(file),
  });
  createReadStream(file).pipe(response);
}

try {
  await access(join(dist, "index.html"));
} catch {
  console.error(`${dist} holds no build of the playground; \`cargo xtask test browser\` makes one.`);
  process.exit(1);
}

createServer((request, response) => {
  respond(request, response).catch((error) => {
    // Such as an address with a broken escape.
    response.writeHead(400, { "Content-Type": "text/plain" }).end(`${error.message}\n`);
  });
}).listen(port, "127.0.0.1");

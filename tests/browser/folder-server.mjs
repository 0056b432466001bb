// Serves any folder with a built page to the scripts that measure it.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { contentType } from "./content-types.mjs";

/** Serves a folder, and says where. */
export async function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    const file = join(folder, path === "/" ? "index.html" : decodeURIComponent(path));
    try {
      const content = await readFile(file);
      response.writeHead(200, { "Content-Type": contentType(file) }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

// Prints what a first visit to the built playground, the folder `dist`, downloads: for each kind
// of file a line with the kind, its bytes, and its bytes after brotli. Scenarios are fetched apart.

import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
// The first part of the program is what a first visit waits for; the second, and the styles of what it
// draws, come when the page stands.
const kinds = ["html", "css", "js", "wasm", "second"];
const isSecond = (name) => /_second\.wasm$|^later-.*\.css$/.test(name);
const kindOf = (name) => (isSecond(name) ? "second" : extname(name).slice(1));

const sizes = new Map(kinds.map((kind) => [kind, { plain: 0, brotli: 0 }]));
for (const name of readdirSync(dist)) {
  const size = sizes.get(kindOf(name));
  if (size) {
    const contents = readFileSync(join(dist, name));
    size.plain += contents.length;
    // The default is the best quality.
    size.brotli += brotliCompressSync(contents).length;
  }
}
for (const [kind, { plain, brotli }] of sizes) {
  console.log(kind, plain, brotli);
}

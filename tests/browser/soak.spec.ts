// A short soak; `node soak.mjs` alone is a long one.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

test("history after history of chaos leaves nothing in memory and nothing on the console", async () => {
  test.setTimeout(240_000);
  const folder = fileURLToPath(new URL(".", import.meta.url));
  // It fails, with its own words, when the program does.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["soak.mjs", "2", "10"], { cwd: folder });
  expect(stderr).toBe("");
  expect(stdout).toContain("program MB");
});

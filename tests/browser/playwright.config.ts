import { defineConfig } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";
import { baseURL } from "./server-address.mjs";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "./results",
  reporter: "list",
  workers: 2,
  // A test that passes only sometimes has found something.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // With the slash at its end, `page.goto("./")` opens the playground.
    baseURL,
    // A page that is kept on the device answers for the server: offline.spec.ts alone wants that.
    serviceWorkers: "block",
    launchOptions,
    screenshot: "only-on-failure",
  },
  projects: [{ name: "chromium", use: { browserName: "chromium", viewport: { width: 1280, height: 800 } } }],
  webServer: {
    command: "node static-server.mjs",
    url: baseURL,
    reuseExistingServer: false,
  },
});

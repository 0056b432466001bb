// Opens the page of wasm-bindgen's test runner, waits until its tests are done, prints what they
// say, and exits by their outcome.
//
//   node run-wasm-tests.mjs <address of the page>

import { chromium } from "@playwright/test";

import { launchOptions } from "./launch-options.mjs";

/** How long the page may take for all of its tests. */
const patience = 10 * 60_000;

/** The last line of the tests' output, with how many of them passed and failed. */
const summary = /test result: (\w+)\. (\d+) passed; (\d+) failed/;

/** Runs the tests of a page; true if there were some and all of them passed. */
async function passes(page, address) {
  let broken;
  const breaks = new Promise((_, reject) => {
    broken = (reason) => reject(new Error(reason));
  });
  page.on("crash", () => broken("The page of the tests crashed."));
  // Panics of tests are caught by the runner, and it goes on. An error before the first test means
  // that there is nothing to wait for.
  page.on("pageerror", async (error) => {
    console.error(`Error in the page: ${error.stack ?? error}`);
    const output = await page.locator("#output").textContent().catch(() => "");
    if (!output.includes("running ")) {
      broken("The tests could not be started.");
    }
  });
  page.on("requestfailed", (request) => broken(`${request.url()} could not be loaded.`));

  const done = page
    .goto(address)
    .then(() =>
      page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.getElementById("output")?.textContent ?? ""),
        summary.source,
        { timeout: patience },
      ),
    );
  let failure;
  await Promise.race([done, breaks]).catch((error) => {
    failure = error;
  });

  const output = await page.locator("#output").textContent({ timeout: 5_000 }).catch(() => "");
  console.log(output.trimEnd());
  if (failure) {
    console.error(`\nThe tests did not finish. ${failure.message}`);
    return false;
  }
  const [, verdict, passed, failed] = summary.exec(output);
  if (Number(passed) + Number(failed) === 0) {
    console.error("\nNo test was run.");
    return false;
  }
  return verdict === "ok" && Number(failed) === 0;
}

const [address] = process.argv.slice(2);
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage();
  process.exitCode = (await passes(page, address)) ? 0 : 1;
} finally {
  await browser.close();
}

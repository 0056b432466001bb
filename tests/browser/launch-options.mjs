// How the tests start the browser: the ones that Playwright runs and the ones that run as wasm.

/** Options for Playwright's `chromium.launch`. */
export const launchOptions = {
  // `cargo xtask test` names the browser it found; without a name, Playwright takes its own.
  executablePath: process.env.PLAYGROUND_BROWSER || undefined,
  args: [
    // Chromium refuses to run as root, as in many containers, with its sandbox on. The tests open
    // no pages but our own.
    "--no-sandbox",
    "--disable-gpu",
    // No requests but those of the tests.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

// What the page may do, and what a text from elsewhere can make it do: nothing.

import { readFile } from "node:fs/promises";

import { test as base, type Page } from "@playwright/test";

import { expect, Playground, test, watched } from "./playground";

/** What the policy in the page says, by directive. */
async function policy(page: Page): Promise<Map<string, string[]>> {
  const text = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  return new Map(
    text!.split(";").map((rule) => {
      const [name, ...sources] = rule.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

test("the policy allows what the page needs and nothing else", async ({ page, playground }) => {
  await expect(playground.stepButton).toBeVisible();
  const rules = await policy(page);
  const scripts = rules.get("script-src")!;
  rules.delete("script-src");
  expect(Object.fromEntries(rules)).toEqual({
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default"],
  });
  expect(scripts.slice(0, 2)).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  // One hash for each script that stands in the page.
  const inline = await page.locator("script:not([src])").count();
  expect(inline).toBe(3);
  expect(scripts.slice(2)).toEqual(Array(inline).fill(expect.stringMatching(/^'sha256-[A-Za-z0-9+/]{43}='$/)));
  // Nothing that the policy is about stands in front of it.
  const before = await page.locator("meta[http-equiv]").evaluate((meta) => {
    const all = [...document.querySelectorAll("script, link, style")];
    return all.filter((element) => element.compareDocumentPosition(meta) & Node.DOCUMENT_POSITION_FOLLOWING).length;
  });
  expect(before).toBe(0);
});

base.describe("with service workers", () => {
  base.use({ serviceWorkers: "allow" });

  base("what the policy forbids does not happen", async ({ page, baseURL }) => {
    // The browser tells of what it would have asked for as well; that it was kept from it, it tells then.
    const foreign = new Map<string, string | undefined>();
    const note = (url: string, fate?: string) => url.startsWith(baseURL!) || foreign.set(url, fate);
    page.on("request", (request) => note(request.url()));
    page.on("requestfailed", (request) => note(request.url(), request.failure()?.errorText));
    await page.goto(baseURL!);
    await expect(new Playground(page).stepButton).toBeEnabled();
    const { forbidden, refused, harmed } = await page.evaluate(async () => {
      const forbidden = new Set<string>();
      document.addEventListener("securitypolicyviolation", (event) => forbidden.add(event.effectiveDirective));
      const refused: string[] = [];
      const attempt = (what: string, deed: () => unknown) => {
        try {
          deed();
        } catch {
          refused.push(what);
        }
      };
      const made = (name: string, attributes: Record<string, string>) => {
        const element = document.createElement(name);
        for (const [attribute, value] of Object.entries(attributes)) {
          element.setAttribute(attribute, value);
        }
        document.body.append(element);
        return element;
      };
      attempt("markup", () => (document.body.innerHTML += "<b>text</b>"));
      attempt("more markup", () => document.body.insertAdjacentHTML("beforeend", "<b>text</b>"));
      attempt("a parsed text", () => new DOMParser().parseFromString("<b>text</b>", "text/html"));
      attempt("a script's text", () => (document.createElement("script").text = "harmed = true"));
      attempt("a script's address", () => ((document.createElement("script") as HTMLScriptElement).src = "x.js"));
      attempt("another worker", () => new Worker("service-worker.js?"));
      await navigator.serviceWorker.register("other.js").catch(() => refused.push("another service worker"));
      await fetch("https://example.org/").catch(() => refused.push("a request"));
      attempt("a handler", () => made("p", { onclick: "harmed = true" }));
      made("p", { style: "color: red" });
      made("img", { src: "https://example.org/picture.png" });
      made("link", { rel: "stylesheet", href: "https://example.org/sheet.css" });
      made("iframe", { src: "https://example.org/" });
      made("base", { href: "https://example.org/" });
      const style = document.createElement("style");
      style.textContent = "p { color: red }";
      document.body.append(style);
      const form = made("form", { action: "https://example.org/" }) as HTMLFormElement;
      attempt("a form", () => form.submit());
      // A form is sent when the browser has time for it.
      for (let wait = 0; wait < 3 || (wait < 50 && !forbidden.has("form-action")); wait += 1) {
        await new Promise((done) => setTimeout(done, 100));
      }
      return { forbidden: [...forbidden].sort(), refused, harmed: "harmed" in window };
    });
    expect(refused.sort()).toEqual([
      "a handler",
      "a parsed text",
      "a request",
      "a script's address",
      "a script's text",
      "another service worker",
      "another worker",
      "markup",
      "more markup",
    ]);
    const directives = ["base-uri", "connect-src", "form-action", "frame-src", "img-src"];
    const ofScripts = ["require-trusted-types-for", "style-src-attr", "style-src-elem"];
    expect(forbidden).toEqual([...directives, ...ofScripts]);
    expect(harmed).toBe(false);
    expect([...foreign.values()].filter((fate) => fate !== "csp")).toEqual([]);
  });
});

const PICTURES = ["Time", "Versions", "Hints", "Merkle", "Members", "Nodes", "Metrics", "Log"];

/** Goes to all places of the page that show anything, so that whatever goes wrong there does. */
async function walk(playground: Playground): Promise<void> {
  const { page } = playground;
  for (const picture of PICTURES) {
    await playground.openPicture(picture);
    await allStylesApply(page);
  }
  for (const colours of ["light", "dark", "projector", "system"]) {
    await page.locator("#theme").selectOption(colours);
    await expect(page.locator(":root")).toHaveAttribute("data-theme", colours);
  }
  await playground.nodeButton("A").press("Enter");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  // All at once, which covers one another.
  const fold = (open: boolean) =>
    page.locator("details").evaluateAll((all, open) => all.forEach((details) => ((details as HTMLDetailsElement).open = open)), open);
  for (const group of ["Client", "Faults", "Node", "Setup"] as const) {
    await playground.openControls(group);
    await fold(true);
    await allStylesApply(page);
    await fold(false);
  }
}

/** A style that the policy forbids leaves its attribute behind, and does nothing. */
async function allStylesApply(page: Page): Promise<void> {
  const dead = await page.locator("[style]").evaluateAll((all) =>
    (all as HTMLElement[])
      .filter((element) => element.getAttribute("style") !== "" && element.style.length === 0)
      .map((element) => element.outerHTML.slice(0, 200)),
  );
  expect(dead).toEqual([]);
  expect(await page.locator("[style]").count()).toBeGreaterThan(5);
}

/** Downloads whatever the session can be handed over as; gives the texts by their file names. */
async function exported(playground: Playground): Promise<Map<string, string>> {
  const { page } = playground;
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "This session" });
  const files = new Map<string, string>();
  for (const name of [
    "Save as a file",
    "Trace as lines of JSON",
    "Log for ShiViz",
    "Trace for Perfetto",
    "History for Jepsen (EDN)",
    "Requests as a table (CSV)",
    "Nodes as a table (CSV)",
    "Picture of the stage (SVG)",
    "Picture of the stage (PNG)",
  ]) {
    const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name, exact: true }).click()]);
    files.set(download.suggestedFilename(), await readFile(await download.path(), "utf8"));
  }
  await page.keyboard.press("Escape");
  return files;
}

test("a walk through all of the page asks for nothing that the policy forbids", async ({ page, playground }) => {
  test.slow();
  await playground.stepUntilHeadline(/as a hint for/);
  await walk(playground);
  expect([...(await exported(playground)).keys()]).toHaveLength(9);
  await playground.put("milk");
  await playground.button("kill C").click();
  await playground.step(3);
  await playground.focusNothing();
  const before = await playground.stepCount();
  await page.keyboard.press("Space");
  await expect.poll(() => playground.stepCount()).toBeGreaterThan(before + 3);
  await page.keyboard.press("Space");
  await playground.startAnew({ "Nodes": "12" });
  await allStylesApply(page);
});

/** What would do harm if it were ever taken for markup, and is within all limits. */
const HOSTILE = `"'><img src=x onerror=harmed=1><svg onload=harmed=1><script>harmed=1</script><a href=javascript:harmed=1>\u0001\u001b[31m`;

const SCENARIO = {
  version: 1,
  title: HOSTILE,
  description: HOSTILE,
  seed: 5,
  cluster: { key_spaces: [{ prefix: HOSTILE.slice(0, 30), replicas: 3, read_quorum: 1, write_quorum: 3, reconciliation: "siblings" }] },
  commands: [
    { at_ms: 0, put: { key: HOSTILE, value: HOSTILE } },
    { at_ms: 0, put: { key: HOSTILE, value: `${HOSTILE} again`, client: "client 2" } },
    { at_ms: 0, crash: "A" },
    { at_ms: 30, put: { key: HOSTILE, add_to_cart: HOSTILE } },
    { at_ms: 60, put: { key: HOSTILE, add_to_set: HOSTILE, client: "client 2" } },
    { at_ms: 100, get: { key: HOSTILE } },
  ],
  breakpoints: [{ about_key: HOSTILE }],
  narration: [{ at_ms: 0, text: HOSTILE }, { at_ms: 60, text: HOSTILE }],
  questions: [
    { at_ms: 90, values: { request: "1.1", text: HOSTILE } },
    { at_ms: 90, coordinator: { request: "1.1", text: HOSTILE } },
  ],
  selection: { key: HOSTILE, request: "1.1" },
};

/** That nothing has come of a text but text. */
async function expectNoHarm(page: Page): Promise<void> {
  const found = page.locator("img, iframe, object, embed, body script, [onerror], [onload], [href^='javascript:']");
  await expect(found).toHaveCount(0);
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
}

test("a hostile file is shown as the text that it is, wherever it is shown", async ({ page, context, playground }) => {
  test.slow();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("Text of a file, or a link").fill(JSON.stringify(SCENARIO));
  await page.locator("#open").click();
  await expect(page.locator(".transport .story")).toContainText("<img src=x onerror=harmed=1>");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expectNoHarm(page);
  await page.locator("#go-to").fill("150");
  await page.keyboard.press("Enter");
  await expect.poll(() => playground.stepCount()).toBeGreaterThan(20);
  await walk(playground);
  await expectNoHarm(page);
  await expect(page.locator("body")).toContainText("<img src=x onerror=harmed=1>");

  const files = await exported(playground);
  for (const name of files.keys()) {
    expect(name).toMatch(/^[\p{L}\p{N}.-]+$/u);
  }
  // The picture is opened by other programs, without the page's policy.
  const svg = [...files].find(([name]) => name.endsWith(".svg"))![1];
  const alone = await context.newPage();
  await alone.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
  await expect(alone.locator("parsererror, script, image, a, foreignObject, [onload], [onerror]")).toHaveCount(0);
  expect(await alone.evaluate(() => "harmed" in window)).toBe(false);
  await alone.close();

  // It is remembered, and shared as a link.
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.getByLabel("Link to this session").inputValue();
  await page.reload();
  await expect(page.locator(".transport .story")).toContainText("<img src=x onerror=harmed=1>");
  await expectNoHarm(page);
  const linked = await context.newPage();
  await linked.goto(link);
  await expect(linked.locator(".transport .story")).toContainText("<img src=x onerror=harmed=1>");
  await expectNoHarm(linked);
  await linked.close();
});

test("a hostile address, and hostile texts typed in, are told of as text", async ({ page, playground }) => {
  const names = ["scenario", "lesson", "seed", "speed", "theme", "embed", "wordless", HOSTILE];
  for (const name of names) {
    const query = new URLSearchParams({ [name]: HOSTILE });
    await page.goto(`./?${query}`);
    await expect(playground.stepButton).toBeEnabled();
    await expect(playground.complaints).toContainText("The page’s address:");
    await expect(page.locator(":root")).not.toHaveAttribute("data-theme", /</);
    await expectNoHarm(page);
  }
  await page.goto(`./#session=1.${encodeURIComponent(HOSTILE)}`);
  await expect(playground.complaints).toHaveCount(1);
  await expectNoHarm(page);
  await playground.openPicture("Log");
  const search = page.locator("#dock input[type=search], #dock input[type=text]").first();
  await search.fill(HOSTILE);
  await playground.field("Key").fill(HOSTILE);
  await playground.put(HOSTILE);
  await expect(playground.headline).toContainText("<img src=x onerror=harmed=1>");
  await playground.startAnew({ "Latency: ms, or from–to": "10" });
  await playground.fill("Latency: ms, or from–to", HOSTILE);
  await playground.button("Start anew with these").click();
  await expect(playground.complaints).not.toHaveCount(0);
  await expectNoHarm(page);
});

for (const [what, text] of [
  ["a hostile text", HOSTILE],
  ["a hostile session", JSON.stringify(SCENARIO)],
]) {
  base(`${what} in the page's memory does no harm`, async ({ page, context, baseURL }) => {
    const problems = await watched(context, baseURL!);
    await context.addInitScript((text) => {
      for (const name of ["dynamo-playground session", "dynamo-playground tour"]) {
        localStorage.setItem(name, text);
      }
    }, text);
    await page.goto(baseURL!);
    await expect(new Playground(page).stepButton).toBeEnabled();
    await expectNoHarm(page);
    expect(problems).toEqual([]);
  });
}

base("another page may embed it, under the same policy", async ({ page, context, baseURL }) => {
  const problems = await watched(context, baseURL!);
  const embedding = `<!doctype html><link rel="icon" href="data:," /><iframe src="${baseURL}?embed"></iframe>`;
  await page.route("**/lecture.html", (route) => route.fulfill({ contentType: "text/html", body: embedding }));
  await page.goto(`${baseURL}lecture.html`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("button", { name: "Step", exact: true })).toBeEnabled();
  await expect(frame.locator("meta[http-equiv=Content-Security-Policy]")).toHaveCount(1);
  expect(problems).toEqual([]);
});

base("whatever goes wrong unseen fails every other test", async ({ page, context, baseURL }) => {
  const problems = await watched(context, baseURL!);
  await page.goto(baseURL!);
  await expect(new Playground(page).stepButton).toBeEnabled();
  expect(problems).toEqual([]);
  await page.evaluate(() => {
    document.body.setAttribute("style", "color: red");
    console.error("said on the console");
    setTimeout(() => {
      throw new Error("thrown");
    });
    void fetch("missing.txt");
    void fetch("https://example.org/").catch(() => undefined);
    new Image().src = "https://example.org/picture.png";
  });
  for (const problem of [
    /the policy forbids style-src-attr/,
    /the policy forbids connect-src/,
    /said on the console/,
    /thrown/,
    /404 for .*missing/,
    /a request for https:/,
  ]) {
    await expect.poll(() => problems.filter((told) => problem.test(told)).length, String(problem)).toBeGreaterThan(0);
  }
});

// The playground on the reader's device: opened without a network, and replaced by a newer build.

import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { test as base, expect, type Page } from "@playwright/test";

import { contentType } from "./content-types.mjs";
import { watched } from "./playground";

/** A copy of the build on a server of its own, which can be taken off the network. */
class Site {
  private server?: Server;
  private port = 0;
  /** The paths that were asked for since they were last looked at. */
  asked: string[] = [];

  private constructor(readonly folder: string) {}

  static async open(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), "playground-offline-"));
    await cp(fileURLToPath(new URL("../../dist", import.meta.url)), folder, { recursive: true });
    const site = new Site(folder);
    await site.up();
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/any/path/`;
  }

  async up(): Promise<void> {
    this.server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url!, this.url);
      this.asked.push(pathname);
      const name = decodeURIComponent(pathname.replace("/any/path/", "")) || "index.html";
      const file = await readFile(join(this.folder, name)).catch(() => undefined);
      response.writeHead(file ? 200 : 404, { "Content-Type": contentType(name) });
      response.end(file);
    });
    await new Promise<void>((done) => this.server!.listen(this.port, "127.0.0.1", done));
    this.port = (this.server!.address() as AddressInfo).port;
  }

  /** From now on nobody answers. */
  async down(): Promise<void> {
    const closed = new Promise((done) => this.server!.close(done));
    this.server!.closeAllConnections();
    await closed;
  }

  /** Publishes another build in the place of this one: another style sheet under another name. */
  async publish(): Promise<string> {
    const names = await readdir(this.folder);
    const old = names.find((name) => /^styles-[0-9a-f]+\.css$/.test(name))!;
    const fresh = "styles-0123456789abcdef.css";
    const css = await readFile(join(this.folder, old), "utf8");
    await writeFile(join(this.folder, fresh), `${css}\n:root { --published: again }\n`);
    await rm(join(this.folder, old));
    for (const name of ["index.html", "service-worker.js"]) {
      let text = await readFile(join(this.folder, name), "utf8");
      text = text.replaceAll(old, fresh).replace(/ integrity="[^"]*"/g, "");
      // Every build has a number of its own.
      text = text.replace(/(\$\{PREFIX\})[0-9a-f]{16}/, "$1ffffffffffffffff");
      await writeFile(join(this.folder, name), text);
    }
    return fresh;
  }

  async close(): Promise<void> {
    await this.down().catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }
}

const test = base.extend<{ site: Site }>({
  serviceWorkers: "allow",
  site: async ({ page, context }, use) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.addInitScript(() => localStorage.setItem("dynamo-playground tour", "seen"));
    const site = await Site.open();
    const problems = await watched(context, site.url);
    await use(site);
    await site.close();
    // Without a network much fails, as it should.
    expect(problems.filter((problem) => /policy|a request for/i.test(problem))).toEqual([]);
  },
});

/** Waits until the page is kept and served from the device. */
async function kept(page: Page): Promise<void> {
  const state = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return [registration?.active?.state, navigator.serviceWorker.controller !== null];
    });
  await expect.poll(state).toEqual(["activated", true]);
}

const step = (page: Page) => page.getByRole("button", { name: "Step", exact: true });

const caches = (page: Page) => page.evaluate(async () => (await window.caches.keys()).sort());

test("after the first visit it opens without a network, with all that belongs to it", async ({ page, site }) => {
  await page.goto(site.url);
  await expect(step(page)).toBeEnabled();
  await kept(page);
  await site.down();
  await page.context().setOffline(true);

  await page.reload();
  await step(page).click();
  await expect(page.locator("#steps")).toHaveText("1");
  // Whatever stands behind the address, it is the same page; what it asks for is on the device.
  await page.goto(`${site.url}?scenario=hinted-handoff&speed=500`);
  await expect(page.locator(".transport .story")).toContainText(/hint/i);
  await page.goto(`${site.url}index.html?theme=dark`);
  await expect(step(page)).toBeEnabled();
  await expect(page.locator(":root")).toHaveAttribute("data-theme", "dark");
  const manifest = await page.evaluate(async () => (await fetch("manifest.webmanifest")).json());
  for (const { src } of manifest.icons) {
    expect(await page.evaluate(async (icon: string) => (await fetch(icon)).status, src)).toBe(200);
  }
});

test("without a network, what is done before all of the program is there is done when it has come", async ({ page, site }) => {
  await page.goto(site.url);
  await kept(page);
  await site.down();
  await page.context().setOffline(true);
  await page.addInitScript(() => {
    const get = window.fetch;
    window.fetch = async (what, how) => {
      if (String(what).endsWith("_second.wasm")) {
        await new Promise((done) => setTimeout(done, 1_500));
      }
      return get(what, how);
    };
  });
  await page.reload();
  await step(page).click();
  await page.getByRole("tab", { name: "Faults" }).click();
  await expect(page.locator("#steps")).toHaveText("1");
  await expect(page.getByRole("heading", { name: "Faults" })).toBeVisible();
  await expect(page.locator(".stopped")).toHaveCount(0);
});

test("it can be installed", async ({ page, site }) => {
  await page.goto(site.url);
  const session = await page.context().newCDPSession(page);
  const { url, errors } = await session.send("Page.getAppManifest");
  expect(url).toBe(`${site.url}manifest.webmanifest`);
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Windows that keep nothing, such as those of tests, install nothing.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});

test("a file that names its contents is never asked for again", async ({ page, site }) => {
  await page.goto(site.url);
  await kept(page);
  site.asked = [];
  await page.reload();
  await expect(step(page)).toBeEnabled();
  expect(site.asked.filter((path) => /[0-9a-f]{12,16}/.test(path))).toEqual([]);
  expect(site.asked).toContain("/any/path/");
});

test("a newer build is told of, takes over when the reader says so, and keeps the session", async ({ page, site }) => {
  await page.goto(site.url);
  await kept(page);
  const [before] = await caches(page);
  await step(page).click();
  await step(page).click();
  await expect(page.locator("#steps")).toHaveText("2");
  const sheet = await site.publish();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());

  await expect(page.getByRole("status").filter({ hasText: "A newer version" })).toBeVisible();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator(`link[href*="${sheet}"]`)).toHaveCount(1);
  await expect(page.locator("#steps")).toHaveText("2");
  await kept(page);
  await expect.poll(() => caches(page)).toHaveLength(1);
  expect((await caches(page))[0]).not.toBe(before);

  await site.down();
  await page.reload();
  await expect(step(page)).toBeEnabled();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--published"))).toBe("again");
});

test("within another page nothing is kept", async ({ page, site }) => {
  await page.goto(`${site.url}?embed=1`);
  await expect(step(page)).toBeEnabled();
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  expect(await caches(page)).toEqual([]);
});

test("a build of which a file is missing takes over nothing", async ({ page, site }) => {
  await page.goto(site.url);
  await kept(page);
  const before = await caches(page);
  const sheet = await site.publish();
  await rm(join(site.folder, sheet));
  await page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update();
    const worker = registration.installing;
    if (worker && worker.state !== "redundant") {
      await new Promise<void>((done) => {
        worker.addEventListener("statechange", () => worker.state === "redundant" && done());
      });
    }
  });
  await site.down();
  await page.reload();
  await expect(step(page)).toBeEnabled();
  expect(await caches(page)).toContain(before[0]);
});

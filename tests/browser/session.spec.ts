// The session as a whole: saved, opened, shared, remembered, exported, and what is wrong with it.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";
import type { Download, Locator, Page } from "@playwright/test";

import { expect, test, type Playground } from "./playground";

/** What the dialog is for. */
class SessionDialog {
  readonly page: Page;

  constructor(readonly playground: Playground) {
    this.page = playground.page;
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog", { name: "This session" });
  }

  get complaint(): Locator {
    return this.page.getByRole("alert");
  }

  get news(): Locator {
    // While the dialog goes, the place that it has for news is still there.
    return this.page.locator(".notices [role=status]").filter({ visible: true });
  }

  async open(): Promise<void> {
    await this.page.getByRole("button", { name: "Share", exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.dialog).toBeHidden();
  }

  /** The digest of the trace up to the present moment. */
  async hash(): Promise<string> {
    await this.open();
    const hash = (await this.page.locator("#state-hash").textContent())!;
    await this.close();
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    return hash;
  }

  async download(button: string): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.dialog.getByRole("button", { name: button, exact: true }).click(),
    ]);
    return download;
  }

  /** The text of what a button hands over. */
  async saved(button: string): Promise<{ name: string; text: string }> {
    const download = await this.download(button);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  }

  async file(): Promise<string> {
    await this.open();
    const { text } = await this.saved("Save as a file");
    await this.close();
    return text;
  }

  async link(): Promise<string> {
    await this.open();
    const link = await this.page.getByLabel("Link to this session").inputValue();
    await this.close();
    return link;
  }

  async openText(text: string): Promise<void> {
    await this.open();
    await this.page.getByLabel("Text of a file, or a link").fill(text);
    await this.dialog.getByRole("button", { name: "Open this text" }).click();
  }

  /** Opens a file as the picker gives it. */
  async pick(name: string, text: string): Promise<void> {
    await this.open();
    await this.page.getByLabel("Open a file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  }

  /** Drops a file on the page. */
  async drop(name: string, text: string): Promise<void> {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name, { type: "application/json" }));
        return data;
      },
      [name, text],
    );
    await this.page.dispatchEvent(".stage", "dragover", { dataTransfer: data });
    await this.page.dispatchEvent(".stage", "drop", { dataTransfer: data });
  }

  /** Pastes a text on the page, outside of any field. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }
}

/** The command that runs scenarios without a browser; `cargo build --bin dynamo` makes it. */
const command = process.env.PLAYGROUND_COMMAND ?? fileURLToPath(new URL("../../target/debug/dynamo", import.meta.url));

/** Runs the command on a text; gives what it prints. */
function headless(text: string, ...words: string[]): string {
  return execFileSync(command, [...words, "-"], { input: text, encoding: "utf8" });
}

/** All that tells one moment of one session from another, as it is seen. */
async function scene(playground: Playground): Promise<unknown> {
  const hash = await new SessionDialog(playground).hash();
  return {
    hash,
    steps: await playground.stepCount(),
    time: await playground.time(),
    said: await playground.said.textContent(),
    key: await playground.field("Key").inputValue(),
    request: await playground.page.locator("#requests [aria-pressed=true]").allTextContents(),
    node: await playground.page.locator(".stage [aria-pressed=true]").evaluateAll((all) => all.map(({ id }) => id)),
    flights: await playground.inFlight(),
  };
}

/** In the middle of things: a command by hand, a node and a request selected, messages on their way. */
async function reachTheMiddle(playground: Playground): Promise<void> {
  await playground.stepUntilHeadline(/as a hint for/);
  await playground.button("kill C").click();
  await playground.put("oil & “vinegar” <b>");
  await playground.step(2);
  await playground.node("D").click();
}

test.describe("a session that is kept", () => {
  test.beforeEach(async ({ playground }) => {
    test.slow();
    await reachTheMiddle(playground);
  });

  test("as a file: opened again it stands where it stood", async ({ playground }) => {
    const dialog = new SessionDialog(playground);
    const before = await scene(playground);
    const file = await dialog.file();
    expect(JSON.parse(file)).toMatchObject({ version: 1, title: "The shopping cart" });

    const ways: [string, () => Promise<void>][] = [
      ["picked", () => dialog.pick("mine.json", file)],
      ["dropped", () => dialog.drop("mine.json", file)],
      ["typed", () => dialog.openText(file)],
      ["pasted", () => dialog.paste(file)],
    ];
    for (const [way, open] of ways) {
      await test.step(way, async () => {
        await playground.startByHand();
        expect(await scene(playground)).not.toEqual(before);
        await open();
        await expect(dialog.news).toContainText("“The shopping cart” is open.");
        await expect(dialog.dialog).toBeHidden();
        expect(await scene(playground)).toEqual(before);
      });
    }
    // What follows is the same as well.
    await playground.step(10);
    const after = await dialog.hash();
    await dialog.paste(file);
    await expect(dialog.news).toContainText("is open");
    await playground.step(10);
    expect(await dialog.hash()).toBe(after);
  });

  test("as a file: the headless command comes to the same state, and the same exports", async ({ playground }) => {
    const dialog = new SessionDialog(playground);
    for (const more of [0, 7, 20]) {
      await playground.step(more);
      const file = await dialog.file();
      const steps = await playground.stepCount();
      expect(headless(file, "replay", "--until", `step:${steps}`)).toMatch(new RegExp(`^hash +${await dialog.hash()}$`, "m"));
    }
    const file = await dialog.file();
    const steps = await playground.stepCount();
    await dialog.open();
    const { text } = await dialog.saved("Trace as lines of JSON");
    expect(headless(file, "export", "--until", `step:${steps}`, "trace")).toBe(text);
  });

  test("as a link: in a new page, by its address, and pasted", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    const before = await scene(playground);
    const link = await dialog.link();

    await playground.startByHand();
    await page.evaluate((link) => (location.hash = new URL(link).hash), link);
    await expect(dialog.news).toContainText("is open");
    expect(await scene(playground)).toEqual(before);
    // What is done from here on is another session than the link's.
    expect(new URL(page.url()).hash).toBe("");

    await playground.startByHand();
    await dialog.paste(link);
    await expect(dialog.news).toContainText("is open");
    expect(await scene(playground)).toEqual(before);

    await page.goto("about:blank");
    await page.goto(link);
    await expect(playground.stepButton).toBeEnabled();
    expect(await scene(playground)).toEqual(before);
  });

  test("over a reload, until one starts over", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    const before = await scene(playground);
    await page.reload();
    await expect(dialog.news).toContainText("This is your last session");
    expect(await scene(playground)).toEqual(before);

    await dialog.open();
    await dialog.dialog.getByRole("button", { name: "Start over" }).click();
    await expect(playground.steps).toHaveText("0");
    await page.reload();
    await expect(playground.stepButton).toBeEnabled();
    await expect(playground.steps).toHaveText("0");
    await expect(dialog.news).toHaveCount(0);
  });

  test("a link goes before what is remembered, and a parameter as well", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    const link = await dialog.link();
    const before = await scene(playground);
    await playground.step(5);
    await page.goto("about:blank");
    await page.goto(link);
    await expect(playground.stepButton).toBeEnabled();
    expect(await scene(playground)).toEqual(before);
    await page.goto("./?seed=7");
    await expect(playground.stepButton).toBeEnabled();
    await expect(playground.steps).toHaveText("0");
  });
});

test("the link is copied, and the page says so", async ({ page, context, playground }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.step(3);
  const dialog = new SessionDialog(playground);
  await dialog.open();
  await dialog.dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.dialog.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.getByLabel("Link to this session").inputValue());
  expect(copied.length).toBeLessThan(2_000);
});

test("where copying is not allowed, the link is selected to be copied by hand", async ({ page, playground }) => {
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  const dialog = new SessionDialog(playground);
  await dialog.open();
  await dialog.dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.dialog.getByText(/press Ctrl\+C/)).toBeVisible();
  const selected = await page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector<HTMLInputElement>("#link")!;
    return value.slice(selectionStart!, selectionEnd!);
  });
  expect(selected).toBe(await page.getByLabel("Link to this session").inputValue());
});

test("a session too long for a link says so and offers the file", async ({ playground }) => {
  const dialog = new SessionDialog(playground);
  // Bytes that cannot be pressed together.
  const noise = (length: number) => Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join("");
  const commands = Array.from({ length: 60 }, (_, at) => ({ at_ms: at, put: { key: `key ${at}`, value: noise(900) } }));
  await dialog.openText(JSON.stringify({ version: 1, title: "Long", commands }));
  await expect(dialog.news).toContainText("“Long” is open.");
  await dialog.open();
  await expect(dialog.dialog.locator("#no-link")).toContainText("too long for a link");
  await expect(dialog.dialog.locator("#no-link")).toContainText("Save it as a file");
  const { text } = await dialog.saved("Save as a file");
  await dialog.close();
  await dialog.paste(text);
  await expect(dialog.news).toContainText("“Long” is open.");
});

test.describe("what is wrong is said in one message, and the session stays", () => {
  const deep = "[".repeat(100_000);
  const bad: [string, string, RegExp][] = [
    ["nothing", "", /could not be opened/],
    ["no scenario", "Dear all, see you at noon.", /Line 1, column 1/],
    ["cut off", '{"version": 1, "seed": 5, "commands": [{"at_ms": 0, "put": {"key": "a"', /Line 1/],
    ["a wrong field", '{"version": 1,\n  "sede": 5}', /Line 2.*“?sede/s],
    ["a number out of range", '{"version": 1, "cluster": {"nodes": 1000000000}}', /nodes/],
    ["a version to come", '{"version": 99, "whatever": true}', /version 99/],
    ["too deep", `{"version": 1, "commands": ${deep}`, /could not be opened/],
    ["script in a title", '{"version": 1, "title": "<img src=x onerror=alert(1)>", "commands": 3}', /commands/],
    ["a damaged link", "https://example.org/#session=1.abcdef", /damaged/],
    ["a link to come", "https://example.org/#session=7.abcdef", /version 7/],
    ["a link to elsewhere", "https://example.org/#top", /no link to a session/],
  ];
  for (const [what, text, message] of bad) {
    test(what, async ({ page, playground }) => {
      await playground.step(4);
      const before = await scene(playground);
      const dialog = new SessionDialog(playground);
      await dialog.openText(text);
      await expect(dialog.complaint.filter({ hasText: "your session is as it was" })).toHaveCount(1);
      await expect(dialog.complaint.filter({ hasText: message })).toBeVisible();
      await expect(dialog.dialog).toBeVisible();
      await expect(page.locator("img")).toHaveCount(0);
      await dialog.close();
      expect(await scene(playground)).toEqual(before);
    });
  }

  test("a file that is too large is not even read", async ({ playground }) => {
    const dialog = new SessionDialog(playground);
    await dialog.pick("large.json", "x".repeat(2_000_001));
    await expect(dialog.complaint).toContainText("The file “large.json” could not be opened");
    await expect(dialog.complaint).toContainText("at most 2.0 MB");
  });

  test("on the page itself, and put away again", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    await playground.step(2);
    await dialog.drop("notes.txt", "milk, eggs");
    await expect(dialog.complaint).toContainText("The file “notes.txt” could not be opened");
    await page.getByRole("button", { name: "Put this message away" }).click();
    await expect(dialog.complaint).toHaveCount(0);
    await dialog.paste("milk, eggs");
    await expect(dialog.complaint).toContainText("The text could not be opened");
    await expect(playground.steps).toHaveText("2");
  });

  test("a link in the address", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    await playground.step(2);
    await page.evaluate(() => (location.hash = "session=1.broken!"));
    await expect(dialog.complaint).toContainText("The link could not be opened. This link is damaged");
    await expect(playground.steps).toHaveText("2");
    await page.goto("about:blank");
    await page.goto("./#session=2.AAAA");
    await expect(dialog.complaint).toContainText("version 2");
    await expect(playground.stepButton).toBeEnabled();
  });

  test("a text pasted into a field stays there", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    const field = playground.field("Key");
    await field.focus();
    await field.evaluate((element) => {
      const data = new DataTransfer();
      data.setData("text/plain", '{"version": 1}');
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await playground.step(1);
    await expect(dialog.complaint).toHaveCount(0);
    await expect(dialog.news).toHaveCount(0);
    await expect(page.locator(".story")).toHaveText("The shopping cart");
  });
});

for (const [what, stored] of [
  ["nonsense", "][ nonsense"],
  ["another version", '{"version": 12}'],
] as const) {
  test(`a broken memory is no harm: ${what}`, async ({ page, playground }) => {
    await playground.step(3);
    await page.waitForTimeout(1_200);
    await page.evaluate((stored) => {
      for (const name of Object.keys(localStorage)) {
        localStorage.setItem(name, stored);
      }
      // The page must not write it again when it is left.
      Storage.prototype.setItem = () => {};
    }, stored);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("session")).length)).toBe(1);
    await page.reload();
    await expect(playground.stepButton).toBeEnabled();
    await expect(playground.steps).toHaveText("0");
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("session")).length)).toBe(0);
  });
}

test("a browser without a memory is no harm", async ({ page, playground }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new DOMException("forbidden", "SecurityError");
      },
    });
  });
  await page.reload();
  await playground.step(3);
  await page.waitForTimeout(1_500);
  await playground.step(1);
  await expect(playground.steps).toHaveText("4");
});

test.describe("the address says how the page begins", () => {
  const notice = (page: Page) => page.getByRole("alert");

  test("a scenario that comes with the page", async ({ page, playground }) => {
    await playground.step(2);
    await page.goto("./?scenario=shopping-cart");
    await expect(page.locator(".notices")).toContainText("“The shopping cart” is open.");
    await expect(playground.steps).toHaveText("0");
  });

  test("what a scenario tells on the way stands beside what happens", async ({ page, playground }) => {
    await page.goto("./?scenario=shopping-cart");
    const told = page.locator("#told");
    await expect(told).toHaveText("Client 1 puts a book into an empty cart. No version is there yet.");
    await playground.hurryUntilSaid(/The network splits/);
    await expect(told).toHaveText(/two of the cart's three nodes stand on one side/);
    await playground.startButton.click();
    await expect(told).toHaveText(/Client 1 puts a book into an empty cart/);
    await page.goto("./?seed=3");
    await expect(told).toHaveCount(0);
  });

  test("a seed", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    const hashes = new Set<string>();
    for (const query of ["", "?seed=1", "?seed=2", "?scenario=shopping-cart&seed=1"]) {
      await page.goto(`./${query}`);
      if (query.includes("scenario")) {
        await expect(page.locator(".notices")).toContainText("is open");
      }
      await playground.step(12);
      hashes.add(await dialog.hash());
      await playground.openControls("Setup");
      await expect(playground.field("Seed")).toHaveValue(query.includes("seed=2") ? "2" : query ? "1" : "51");
    }
    // The scenario is the opening story: with the same seed it begins in the same way.
    expect(hashes.size).toBe(3);
  });

  test("autoplay and speed", async ({ page, playground }) => {
    await page.goto("./?autoplay&speed=200");
    await expect(playground.button("Pause")).toBeVisible();
    await expect(playground.choice("Speed")).toHaveValue("200");
    await expect.poll(() => playground.stepCount()).toBeGreaterThan(5);
  });

  test("colours", async ({ page, playground }) => {
    const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
    await page.goto("./?theme=projector");
    await expect(page.locator("#theme")).toHaveValue("projector");
    expect(await ink()).toBe("rgb(0, 0, 0)");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await ink()).toBe("rgb(0, 0, 0)");
    await playground.element("#theme").selectOption("system");
    expect(await ink()).not.toBe("rgb(0, 0, 0)");
    await expect(playground.stepButton).toBeEnabled();
  });

  test("embedded: the stage and the buttons of time", async ({ page, playground }) => {
    await page.goto("./?embed");
    await playground.step(3);
    await expect(page.locator(".stage > svg")).toBeVisible();
    for (const part of [".controls", ".inspector", ".footer", "#share", "#theme", "#help"]) {
      await expect(page.locator(part)).toBeHidden();
    }
    await expect(page.locator("[aria-live=polite]")).not.toHaveText("");
    // Nothing is remembered: the page around it may show another.
    await page.waitForTimeout(1_500);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("session")).length)).toBe(0);
    const [tall, room] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
    expect(tall).toBeLessThanOrEqual(room);
  });

  test("without words: the names stay for those who hear the page", async ({ page, playground }) => {
    await page.goto("./?wordless&embed");
    await playground.step(3);
    const seen = await page.locator(".transport :is(span, h1)").evaluateAll((all) => {
      const isClipped = (element: Element | null): boolean =>
        element !== null && (getComputedStyle(element).clipPath !== "none" || isClipped(element.parentElement));
      const hasWord = ({ textContent }: Element) => /[a-z]{3}/i.test(textContent!);
      return all.filter((element) => hasWord(element) && !isClipped(element)).map(({ textContent }) => textContent);
    });
    expect(seen).toEqual([]);
    await expect(playground.button("Step")).toBeVisible();
    await expect(playground.button("Play")).toBeVisible();
  });

  test("what makes no sense is told in one message, and the rest counts", async ({ page, playground }) => {
    await page.goto("./?sead=1&speed=7&theme=pink&autoplay=perhaps&seed=3");
    await expect(notice(page)).toHaveCount(1);
    for (const part of ["“sead”", "speed=7", "theme=pink", "autoplay=perhaps", "goes on without"]) {
      await expect(notice(page)).toContainText(part);
    }
    await expect(playground.choice("Speed")).toHaveValue("10");
    await playground.step(1);
    await playground.openControls("Setup");
    await expect(playground.field("Seed")).toHaveValue("3");
  });
});

test("a scenario that there is not is told of", async ({ browser, baseURL }) => {
  // Without the page object: the missing file is an error on the console here.
  const page = await browser.newPage();
  await page.goto(`${baseURL}?scenario=no-such-thing`);
  await expect(page.getByRole("alert")).toContainText("There is no scenario “no-such-thing” here.");
  await expect(page.getByRole("button", { name: "Step", exact: true })).toBeEnabled();
  await page.close();
});

test.describe("exports", () => {
  test.beforeEach(async ({ playground }) => {
    test.slow();
    await playground.stepUntilHeadline(/as a hint for/);
  });

  test("each format is handed over and can be read", async ({ playground }) => {
    const dialog = new SessionDialog(playground);
    await dialog.open();

    const trace = await dialog.saved("Trace as lines of JSON");
    expect(trace.name).toBe("the-shopping-cart-trace.ndjson");
    const [header, ...events] = trace.text.trimEnd().split("\n").map((line) => JSON.parse(line));
    expect(header).toMatchObject({ format: "dynamo-playground-trace", version: 1, seed: "51" });
    expect(events).toHaveLength(header.events);
    expect(events.length).toBeGreaterThan(100);

    const shiviz = await dialog.saved("Log for ShiViz");
    const [parser, delimiter] = shiviz.text.split("\n", 2);
    expect(delimiter).toBe("");
    const log = shiviz.text.slice(parser.length + 2);
    const found = [...log.matchAll(new RegExp(`^${parser}$`, "gm"))];
    expect(found).toHaveLength(events.length);
    for (const { groups } of found) {
      expect(JSON.parse(groups!.clock)[groups!.host]).toBeGreaterThan(0);
    }

    const chrome = JSON.parse((await dialog.saved("Trace for Perfetto")).text);
    expect(chrome.traceEvents.length).toBeGreaterThan(events.length);

    const jepsen = await dialog.saved("History for Jepsen (EDN)");
    const invoked = jepsen.text.split("\n").filter((line) => line.includes(":type :invoke"));

    const requests = (await dialog.saved("Requests as a table (CSV)")).text.trimEnd().split("\r\n");
    expect(requests[0]).toMatch(/^request,client,kind,key,/);
    expect(requests.length - 1).toBe(invoked.length);

    const nodes = (await dialog.saved("Nodes as a table (CSV)")).text.trimEnd().split("\r\n");
    expect(nodes.slice(1).map((row) => row.split(",")[0])).toEqual(["A", "B", "C", "D", "E"]);
  });

  test("the picture as SVG stands alone and shows what the stage shows", async ({ page, context, playground }) => {
    const dialog = new SessionDialog(playground);
    await dialog.open();
    const { name, text } = await dialog.saved("Picture of the stage (SVG)");
    expect(name).toBe("the-shopping-cart.svg");
    const alone = await context.newPage();
    await alone.goto(`data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}`);
    const read = await alone.evaluate(() => {
      const picture = document;
      const root = picture.documentElement;
      const elements = [...picture.querySelectorAll("*")];
      return {
        wrong: picture.querySelector("parsererror")?.textContent ?? null,
        root: root.tagName,
        size: [Number(root.getAttribute("width")), Number(root.getAttribute("height"))],
        nodes: [...picture.querySelectorAll("g[id^=node-]")].map(({ id }) => id),
        texts: [...picture.querySelectorAll("text")].map(({ textContent }) => textContent!.trim()).sort(),
        unstyled: elements.filter((element) => element.tagName !== "rect" && !element.hasAttribute("style")).map(({ tagName }) => tagName),
        foreign: elements.filter((element) => element.tagName === "script" || element.hasAttribute("href") || element.hasAttribute("class")).length,
      };
    });
    expect(text).not.toContain("var(");
    await alone.close();
    const shown = await page.locator(".stage > svg text").evaluateAll((all) => all.map(({ textContent }) => textContent!.trim()).sort());
    const box = (await page.locator(".stage > svg").boundingBox())!;
    expect(read.wrong).toBeNull();
    expect(read.root).toBe("svg");
    expect(read.size).toEqual([Math.round(box.width), Math.round(box.height)]);
    expect(read.nodes).toEqual(["A", "B", "C", "D", "E"].map((node) => `node-${node}`));
    expect(read.texts).toEqual(shown);
    expect(read.unstyled).toEqual([]);
    expect(read.foreign).toBe(0);
  });

  test("the picture as PNG is twice as large, and looks like the stage", async ({ page, playground }) => {
    const dialog = new SessionDialog(playground);
    await dialog.open();
    const download = await dialog.download("Picture of the stage (PNG)");
    expect(download.suggestedFilename()).toBe("the-shopping-cart.png");
    const bytes = await readFile(await download.path());
    const { width, height, colours } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const seen = new Map<string, number>();
      for (let dot = 0; dot < data.length; dot += 4) {
        const colour = `${data[dot]},${data[dot + 1]},${data[dot + 2]},${data[dot + 3]}`;
        seen.set(colour, (seen.get(colour) ?? 0) + 1);
      }
      return { width: image.width, height: image.height, colours: [...seen].filter(([, count]) => count > 500).map(([colour]) => colour) };
    }, bytes.toString("base64"));
    const box = (await page.locator(".stage > svg").boundingBox())!;
    expect([width, height]).toEqual([Math.round(box.width) * 2, Math.round(box.height) * 2]);
    // The ground, the ink, and a colour for each node.
    expect(colours.length).toBeGreaterThan(6);
    for (const node of ["A", "B", "C", "D", "E"]) {
      const [r, g, b] = await page
        .locator(`#node-${node} .disc`)
        .evaluate((disc) => getComputedStyle(disc).fill.match(/\d+/g)!.map(Number));
      expect(colours).toContain(`${r},${g},${b},255`);
    }
  });
});

test("behind the dialog no key moves time, and closing gives the focus back", async ({ page, playground }) => {
  await playground.step(2);
  const dialog = new SessionDialog(playground);
  await dialog.open();
  for (const key of ["ArrowRight", "ArrowLeft", "Home"]) {
    await page.keyboard.press(key);
  }
  await expect(playground.steps).toHaveText("2");
  await dialog.close();
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeFocused();
});

test.describe("for everyone", () => {
  const nothing = async () => {};
  const scenes: [string, string, (dialog: SessionDialog) => Promise<void>][] = [
    ["the dialog", "", (dialog) => dialog.open()],
    ["the dialog, complaining", "", (dialog) => dialog.openText("no scenario")],
    ["news", "?scenario=shopping-cart", nothing],
    ["a complaint on the page", "?seed=x", nothing],
    ["projector colours", "?theme=projector", nothing],
    ["projector colours, the dialog", "?theme=projector", (dialog) => dialog.open()],
    ["embedded", "?embed", nothing],
    ["without words", "?wordless", nothing],
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
        test.use({ colorScheme, viewport });

        test("axe-core finds no violation, and nothing scrolls sideways", async ({ page, playground }) => {
          test.slow();
          for (const [scene, query, reach] of scenes) {
            await test.step(scene, async () => {
              await page.goto(`./${query}`);
              await playground.step(3);
              await reach(new SessionDialog(playground));
              const { violations } = await new AxeBuilder({ page }).analyze();
              const found = violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`) }));
              expect(found, scene).toEqual([]);
              const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
              expect(wide, scene).toBeLessThanOrEqual(room);
            });
          }
        });
      });
    }
  }

  test("in projector colours the page fits as well", async ({ page, playground }) => {
    for (const viewport of [
      { width: 1024, height: 768 },
      { width: 1280, height: 720 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(viewport);
      await page.goto("./?theme=projector");
      await playground.step(3);
      const [tall, room] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
      expect(tall).toBeLessThanOrEqual(room);
      const stage = (await page.locator(".stage").boundingBox())!;
      const footer = (await page.locator(".footer").boundingBox())!;
      expect(stage.width).toBeGreaterThan(viewport.width / 3);
      expect(footer.y + footer.height).toBeLessThanOrEqual(viewport.height + 1);
    }
  });
});

test("a scenario is opened by its button, and what happens is seen even while it tells much", async ({ page, playground }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await playground.openPicture("Merkle");
  await playground.element("#scenario-anti-entropy").click();
  await expect(page.locator(".transport .story")).toHaveText("Anti-entropy");
  await playground.hurryUntil("the scenario tells something", ({ steps }) => steps >= 60);
  await expect(page.locator("#told")).toHaveCount(1);
  const place = (await page.locator(".narration").boundingBox())!;
  const headline = (await playground.headline.boundingBox())!;
  expect(headline.y).toBeGreaterThanOrEqual(place.y - 1);
  expect(headline.y + 20).toBeLessThanOrEqual(place.y + place.height);
});

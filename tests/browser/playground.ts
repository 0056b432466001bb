// The playground as a person meets it: what the tests click, type and read.

import { test as base, expect, type Locator, type Page } from "@playwright/test";

/** A message that is drawn on its way. */
export interface Flight {
  id: string;
  /** What stands beside it. */
  label: string;
  /** The same with sender and receiver, as in `write from A to B`. */
  title: string;
  transform: string;
}

/** A node that a coordinator has asked, as the inspector shows it. */
export interface Slot {
  node: string;
  state: "given" | "late" | "awaited" | "silent";
  text: string;
}

/** More steps than any story of these tests has. */
const STEPS_MAX = 400;

export class Playground {
  constructor(readonly page: Page) {}

  get headline(): Locator {
    return this.page.locator("#narration");
  }

  get steps(): Locator {
    return this.page.locator("#steps");
  }

  get clock(): Locator {
    return this.page.locator("#clock");
  }

  get stepButton(): Locator {
    return this.page.getByRole("button", { name: "Step", exact: true });
  }

  get backButton(): Locator {
    return this.page.getByRole("button", { name: "One step back" });
  }

  get startButton(): Locator {
    return this.page.getByRole("button", { name: "Back to the start" });
  }

  get slider(): Locator {
    return this.page.getByRole("slider", { name: "Go to a step" });
  }

  get outcome(): Locator {
    return this.page.locator("#outcome");
  }

  get flights(): Locator {
    return this.page.locator(".stage .flight");
  }

  get complaints(): Locator {
    return this.page.getByRole("alert");
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Speed, or branch: their labels enclose what they name. */
  choice(label: string): Locator {
    return this.page.getByRole("combobox", { name: label, exact: true });
  }

  /** A node on the stage. */
  node(name: string): Locator {
    return this.page.locator(`#node-${name}`);
  }

  /** The same as a button, which says in words all that is drawn there. */
  nodeButton(name: string): Locator {
    return this.page.locator(`#select-${name}`);
  }

  /** What a node holds of the key, in the inspector. */
  replica(name: string): Locator {
    return this.page.locator(`#replica-${name}`);
  }

  async stepCount(): Promise<number> {
    return Number(await this.steps.textContent());
  }

  /** Simulated milliseconds since the beginning. */
  async time(): Promise<number> {
    return Number.parseFloat((await this.clock.textContent()) ?? "");
  }

  async narration(): Promise<string> {
    return (await this.headline.textContent()) ?? "";
  }

  /** Presses the Step button so many times. */
  async step(times = 1): Promise<void> {
    const before = await this.stepCount();
    for (let taken = 1; taken <= times; taken += 1) {
      await this.stepButton.click();
      await expect(this.steps).toHaveText(String(before + taken));
    }
  }

  /** Steps on until this is so. */
  async stepUntil(what: string, reached: () => Promise<boolean>): Promise<void> {
    for (let taken = 0; taken < STEPS_MAX; taken += 1) {
      if (await reached()) {
        return;
      }
      if (await this.stepButton.isDisabled()) {
        break;
      }
      await this.step();
    }
    throw new Error(`Nothing is left to happen, and this has not come true: ${what}`);
  }

  /** Steps on until the headline reads so. */
  async stepUntilHeadline(text: RegExp): Promise<void> {
    await this.stepUntil(`the headline reads ${text}`, async () => text.test(await this.narration()));
  }

  /** Steps on until the coordinator of the shown request has nothing left to wait for. */
  async stepUntilFinished(): Promise<void> {
    await this.stepUntil("the request is finished", async () => /finished/.test(await this.stage()));
  }

  /** Steps on until nothing is left to happen. */
  async stepToTheEnd(): Promise<void> {
    await this.stepUntil("nothing is left to happen", () => this.stepButton.isDisabled());
  }

  /** The present stage of the shown request. */
  async stage(): Promise<string> {
    const current = this.page.locator("#stages [aria-current=step]");
    return (await current.count()) === 1 ? ((await current.textContent()) ?? "") : "";
  }

  async inFlight(): Promise<Flight[]> {
    return this.flights.evaluateAll((elements) =>
      elements.map((element) => ({
        id: element.id,
        label: element.querySelector("text")?.textContent ?? "",
        title: element.querySelector("title")?.textContent ?? "",
        transform: element.getAttribute("transform") ?? "",
      })),
    );
  }

  async slots(): Promise<Slot[]> {
    return this.page.locator(".inspector .slots > li").evaluateAll((elements) =>
      elements.map((element) => ({
        node: element.querySelector(".letter")?.textContent ?? "",
        state: (["late", "given", "awaited", "silent"] as const).find((state) => element.classList.contains(state))!,
        text: element.querySelector(".when")?.textContent ?? "",
      })),
    );
  }

  /** The key's preference list: its primaries in order, then those that can stand in. */
  async preferenceList(): Promise<string[]> {
    return this.page.locator(".preference .letter").allTextContents();
  }

  /** Starts anew with other settings, by their labels. */
  async startAnew(settings: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(settings)) {
      const field = this.field(label);
      if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
        await field.selectOption({ label: value });
      } else {
        await field.fill(value);
      }
    }
    await this.button("Start anew with these").click();
    await expect(this.steps).toHaveText("0");
  }

  /** A cluster in which nothing happens by itself. Gives the preference list of the key. */
  async startByHand(settings: Record<string, string> = {}): Promise<string[]> {
    await this.startAnew({ ...settings, Story: "none: all by hand" });
    await this.field("Key").fill("cart");
    await expect(this.page.locator(".preference .letter")).toHaveCount(5);
    return this.preferenceList();
  }

  /** Chooses the node that the client turns to. */
  async sendTo(node: string): Promise<void> {
    await this.field("Sent to").selectOption({ label: `node ${node}` });
  }

  async put(value: string): Promise<void> {
    await this.field("Value, or item").fill(value);
    await this.button("Put").click();
  }

  /** Splits the network: these nodes stand on side 2, all others on side 1. */
  async split(...nodes: string[]): Promise<void> {
    for (const node of nodes) {
      await this.button(`side 1 ${node}`).click();
    }
    await this.button("Split").click();
  }

  /** Moves the focus off whatever has it, as a click on empty ground does. */
  async focusNothing(): Promise<void> {
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  }
}

interface Fixtures {
  /** Whether messages are shown moving. Without motion a step is shown at once. */
  motion: boolean;
  playground: Playground;
}

/**
 * A test on the freshly opened page. It fails on anything that goes wrong unseen as well: an
 * error on the console, a file that is missing, a request that leaves the playground's folder.
 */
export const test = base.extend<Fixtures>({
  motion: [false, { option: true }],
  playground: async ({ page, baseURL, motion }, use) => {
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") {
        problems.push(message.text());
      }
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("response", (response) => {
      if (!response.ok()) {
        problems.push(`${response.status()} for ${response.url()}`);
      }
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(baseURL!) && !url.startsWith("data:")) {
        problems.push(`a request for ${url}`);
      }
    });
    await page.emulateMedia({ reducedMotion: motion ? "no-preference" : "reduce" });
    await page.goto("./");
    const playground = new Playground(page);
    await expect(playground.stepButton).toBeEnabled();
    await use(playground);
    expect(problems).toEqual([]);
  },
});

export { expect };

// The playground as a person meets it: what the tests click, type and read.

import { test as base, expect, type BrowserContext, type Locator, type Page } from "@playwright/test";

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

/** What the page shows at one look. */
export interface Glance {
  steps: number;
  /** Simulated milliseconds since the beginning. */
  time: number;
  atEnd: boolean;
  /** The headline and all that is said beside it. */
  said: string;
  /** The present stage of the shown request. */
  stage: string;
  /** Whether a client waits for an answer. */
  waiting: boolean;
}

/** A node in the table of all nodes. */
export interface Figures {
  /** Its letter, and its standing if it is no plain member. */
  node: string;
  /** Which share of all copies it keeps, in percent. */
  share: number;
  tokens: number;
  /** How many, and how many of them are in memory only. */
  objects: string;
  hints: number;
  /** Requests coordinated for clients that turned to anyone. */
  byAnyone: number;
  /** Requests coordinated for partition-aware clients. */
  byRing: number;
  /** Whom it takes as down, and what it does not know. */
  beliefs: string;
}

/** More steps than any story of these tests has. */
const STEPS_MAX = 400;

/** More steps than gossip or anti-entropy takes for any of what these tests wait for. */
const HURRIED_STEPS_MAX = 1_500;

export class Playground {
  constructor(readonly page: Page) {}

  get headline(): Locator {
    return this.page.locator("#narration");
  }

  /** The headline and all that is said beside it. */
  get said(): Locator {
    return this.page.locator(".narration");
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
    return this.page.getByRole("alert", { includeHidden: true });
  }

  button(name: string): Locator {
    return this.brought(
      this.page.getByRole("button", { name, exact: true }),
      this.page.getByRole("button", { name, exact: true, includeHidden: true }),
    );
  }

  field(label: string): Locator {
    const field = this.page.getByLabel(label, { exact: true });
    return this.brought(field, field);
  }

  /** Shows a group of controls. */
  async openControls(name: "Client" | "Faults" | "Node" | "Setup"): Promise<void> {
    await this.element(`#group-${name.toLowerCase()}-tab`).click();
  }

  /** An element by its selector, to do something to it. */
  element(selector: string): Locator {
    const element = this.page.locator(selector);
    return this.brought(element, element);
  }

  /** The same element; whatever is done to it, the tabs behind which it stands are pressed first. */
  private brought(locator: Locator, hidden: Locator): Locator {
    const deeds: PropertyKey[] = ["click", "tap", "fill", "focus", "press", "pressSequentially", "selectOption", "check", "uncheck"];
    return new Proxy(locator, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function" || !deeds.includes(name)) {
          return member;
        }
        return async (...words: unknown[]) => {
          await this.bring(hidden);
          return Reflect.apply(member, target, words);
        };
      },
    });
  }

  /** Presses the tabs behind which this stands, if there are any. */
  async bring(hidden: Locator): Promise<void> {
    if ((await hidden.count()) === 0) {
      await this.fillGroupWith(hidden);
    }
    const parts = this.page.locator(":is(#stage, #controls, #inspector, #dock, .footer)").filter({ has: hidden });
    for (const part of await parts.all()) {
      // What goes about in time is shown with the stage.
      const tab = this.page.locator(`#show-${(await part.getAttribute("id")) ?? "stage"}`);
      if ((await tab.isVisible()) && (await tab.getAttribute("aria-selected")) !== "true") {
        await tab.click();
      }
    }
    const panels = this.page.locator("#controls [role=tabpanel][hidden]").filter({ has: hidden });
    for (const panel of await panels.all()) {
      await this.page.locator(`#${await panel.getAttribute("id")}-tab`).click();
    }
  }

  /** A group of controls is empty until it has been in sight: shows one after the other until this is there. */
  private async fillGroupWith(wanted: Locator): Promise<void> {
    const tabs = this.page.locator("#controls > [role=tablist] > [role=tab]");
    const shown = this.page.locator("#controls > [role=tablist] > [aria-selected=true]");
    const before = (await shown.count()) === 1 ? await shown.getAttribute("id") : null;
    for (const tab of await tabs.all()) {
      // On a phone the whole panel may be away: it is there all the same.
      await tab.dispatchEvent("click");
      await expect(tab).toHaveAttribute("aria-selected", "true");
      if ((await wanted.count()) > 0) {
        return;
      }
    }
    if (before) {
      await this.page.locator(`#${before}`).dispatchEvent("click");
    }
  }

  /** A field whose heading may be folded up: unfolds it. */
  async unfolded(label: string): Promise<Locator> {
    const field = this.field(label);
    await this.unfold(field);
    return field;
  }

  /** Opens whatever this is folded up in. */
  async unfold(hidden: Locator): Promise<void> {
    await this.bring(hidden);
    const folds = this.page.locator("details:not([open])").filter({ has: hidden });
    while ((await folds.count()) > 0) {
      await folds.first().locator("summary").first().click();
    }
  }

  /** Presses the arrow key until this is so, for whatever takes many steps. */
  async hurryUntil(what: string, reached: (glance: Glance) => boolean, most = HURRIED_STEPS_MAX): Promise<void> {
    await this.focusNothing();
    let glance = await this.glance();
    for (let taken = 0; taken < most && !reached(glance); taken += 1) {
      if (glance.atEnd) {
        throw new Error(`Nothing is left to happen, and this has not come true: ${what}`);
      }
      const { steps } = glance;
      await this.page.keyboard.press("ArrowRight");
      await expect.poll(async () => (glance = await this.glance()).steps, { intervals: [5, 20, 50] }).toBe(steps + 1);
    }
    expect(reached(glance), `in ${most} steps: ${what}`).toBe(true);
  }

  /** Presses the arrow key until this has been said, as the headline or beside it. */
  async hurryUntilSaid(text: RegExp, most = HURRIED_STEPS_MAX): Promise<void> {
    await this.hurryUntil(`somebody says ${text}`, ({ said }) => text.test(said), most);
  }

  /** Presses the arrow key until so many simulated milliseconds have passed. */
  async hurryBy(milliseconds: number): Promise<void> {
    const end = (await this.time()) + milliseconds;
    await this.hurryUntil(`it is ${end} ms`, ({ time }) => time >= end);
  }

  /** Presses the arrow key until the shown request is over for its coordinator and for every client. */
  async hurryUntilOver(): Promise<void> {
    await this.hurryUntil("the request is over", ({ stage, waiting }) => /finished/.test(stage) && !waiting);
  }

  /** Some of what is seen, at one look. */
  private glance(): Promise<Glance> {
    return this.page.evaluate(() => {
      const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";
      const said = [...document.querySelectorAll("#narration, .narration .details li")].map((element) => element.textContent);
      return {
        steps: Number(text("#steps")),
        time: Number.parseFloat(text("#clock")),
        atEnd: document.querySelector<HTMLButtonElement>("#step")!.disabled,
        said: said.join("\n"),
        stage: text("#stages [aria-current=step]"),
        waiting: document.querySelector(".stage .client.waiting") !== null,
      };
    });
  }

  /** Presses a button by its name in the page, wherever it is folded up. */
  async press(id: string): Promise<void> {
    const button = this.page.locator(`#${id}`);
    await this.unfold(button);
    await button.click();
  }

  /** Chooses the node that the administrator's next command is about. */
  async choose(node: string): Promise<void> {
    // Others on the page are about a node as well.
    const chosen = this.page.locator("#chosen-node");
    await this.unfold(chosen);
    await chosen.selectOption({ label: node });
  }

  /** What a node holds of the key, value by value. */
  async values(node: string): Promise<string[]> {
    return this.replica(node).locator(".value").allTextContents();
  }

  /** Opens a picture in the dock. */
  async openPicture(name: string): Promise<void> {
    await this.bring(this.page.locator("#dock-picture, .dock-strip"));
    const tab = this.page.locator(".dock").getByRole("tab", { name, exact: true });
    if ((await tab.getAttribute("aria-selected")) !== "true") {
      await tab.click();
    }
    await expect(this.page.getByRole("tabpanel", { name })).toBeVisible();
  }

  /** The figures of all nodes. */
  async figures(): Promise<Figures[]> {
    const shown = this.page.locator("#cluster-table");
    if ((await shown.count()) === 0) {
      await this.openPicture("Nodes");
      await expect(shown).toBeVisible();
    }
    return shown.locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => {
        const [node, share, tokens, objects, hints, coordinated, beliefs] = [...row.children].map((cell) => cell.textContent!);
        const [byAnyone, byRing] = coordinated.split(" + ").map(Number);
        const number = Number.parseFloat;
        return { node, share: number(share), tokens: number(tokens), objects, hints: number(hints), byAnyone, byRing, beliefs };
      }),
    );
  }

  /** Speed, or branch: their labels enclose what they name. */
  choice(label: string): Locator {
    return this.page.getByRole("combobox", { name: label, exact: true });
  }

  /** A node on the stage. */
  node(name: string): Locator {
    return this.element(`#node-${name}`);
  }

  /** The same as a button, which says in words all that is drawn there. */
  nodeButton(name: string): Locator {
    return this.element(`#select-${name}`);
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

  /** Unfolds everything that is folded up. */
  async unfoldAll(): Promise<void> {
    const folds = this.page.locator("details:not([open], .lamp) > summary:visible");
    const unfold = async () => {
      while ((await folds.count()) > 0) {
        await folds.first().click();
      }
    };
    const everywhere = async () => {
      await unfold();
      for (const tab of await this.page.locator("#controls > [role=tablist] > [role=tab]:visible").all()) {
        await tab.click();
        await unfold();
      }
    };
    const parts = this.page.locator(".parts [role=tab]:visible");
    if ((await parts.count()) === 0) {
      await everywhere();
    }
    // The first part comes last, so that it is the one that is shown.
    for (const part of (await parts.all()).reverse()) {
      await part.click();
      await everywhere();
    }
  }

  /** Fills a field in, or chooses in it, wherever it is folded up. */
  async fill(label: string, value: string): Promise<void> {
    const field = await this.unfolded(label);
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }

  /** Starts anew with other settings, by their labels. */
  async startAnew(settings: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(settings)) {
      await this.fill(label, value);
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
  /** Whether the reader is here for the first time, and is offered the tour. */
  newcomer: boolean;
  playground: Playground;
}

/**
 * Collects what goes wrong unseen: an error on the console, a file that is missing, a request that
 * leaves the playground's folder, something that the page's policy forbids.
 */
export async function watched(context: BrowserContext, baseURL: string): Promise<string[]> {
  const problems: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") {
      problems.push(message.text());
    }
  });
  context.on("weberror", (error) => problems.push(String(error.error())));
  context.on("response", (response) => {
    if (!response.ok()) {
      problems.push(`${response.status()} for ${response.url()}`);
    }
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(baseURL) && !url.startsWith("data:")) {
      problems.push(`a request for ${url}`);
    }
  });
  // The console has it as well, in the browser's words.
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
      console.error(`the policy forbids ${effectiveDirective}: ${blockedURI} ${sample}`);
    });
  });
  return problems;
}

/** A test on the freshly opened page, which fails on what goes wrong unseen as well. */
export const test = base.extend<Fixtures>({
  motion: [false, { option: true }],
  newcomer: [false, { option: true }],
  playground: async ({ page, context, baseURL, motion, newcomer }, use) => {
    const problems = await watched(context, baseURL!);
    await page.emulateMedia({ reducedMotion: motion ? "no-preference" : "reduce" });
    if (!newcomer) {
      await context.addInitScript(() => {
        // Within a sandboxed frame there is no memory, and no tour.
        try {
          localStorage.setItem("dynamo-playground tour", "seen");
        } catch {}
      });
    }
    await page.goto("./");
    const playground = new Playground(page);
    await expect(playground.stepButton).toBeEnabled();
    await use(playground);
    expect(problems).toEqual([]);
  },
});

export { expect };

// One person's way through all that the playground is about, from the opening page: a node is
// killed and a hint is kept for it, the network splits and both sides take a write, a disk is lost
// and filled again, a node joins. By mouse, by touch on a phone, and by keyboard alone.

import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "@playwright/test";

import { expect, test, type Playground } from "./playground";

/** Slow upkeep, so that a person's steps are mostly about what the person does. */
const UPKEEP = {
  "Gossip every … ms (empty: never)": "1500",
  "Seeds, as in: A B": "A B",
  "Anti-entropy every … ms (empty: never)": "1500",
};

const STEPS_MAX = 400;

/** How somebody works the page. */
interface Hands {
  /** Presses a button. */
  press(selector: string): Promise<void>;
  /** Chooses what a list offers under this label. */
  choose(selector: string, label: string): Promise<void>;
  write(selector: string, text: string): Promise<void>;
  /** Opens a picture, by its place in the strip, from 1. */
  open(picture: string, place: number): Promise<void>;
  /** Takes one step. */
  step(): Promise<void>;
}

/** A mouse, or a finger. */
function pointer(playground: Playground, deed: "click" | "tap"): Hands {
  const { page } = playground;
  const at = async (selector: string): Promise<Locator> => {
    const target = page.locator(selector);
    await playground.unfold(target);
    return target;
  };
  return {
    press: async (selector) => (await at(selector))[deed](),
    choose: async (selector, label) => void (await (await at(selector)).selectOption({ label })),
    write: async (selector, text) => (await at(selector)).fill(text),
    open: async (picture) => {
      const tab = page.locator(`#tab-${picture.toLowerCase()}`);
      await playground.bring(page.locator("#dock-picture, .dock-strip"));
      if ((await tab.getAttribute("aria-selected")) !== "true") {
        await tab[deed]();
      }
    },
    step: () => playground.stepButton[deed](),
  };
}

/** Nothing but keys. */
function keys(playground: Playground): Hands {
  const { page } = playground;
  /** Presses Tab until this has the focus. */
  const tabTo = async (target: Locator) => {
    for (let press = 0; press < 400; press += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`${target} is not reached`);
  };
  const groups = page.locator("#controls > [role=tablist] > [role=tab]");
  const openGroup = async (id: string | null) => {
    await tabTo(page.locator("#controls > [role=tablist] > [aria-selected=true]"));
    await page.keyboard.press("Home");
    for (let press = 0; press < 10 && (await page.evaluate(() => document.activeElement!.id)) !== id; press += 1) {
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("Enter");
    await expect(page.locator(`#${id}`)).toHaveAttribute("aria-selected", "true");
  };
  const reach = async (selector: string) => {
    const target = page.locator(selector);
    // A group is empty until it has been in sight.
    for (const group of await groups.all()) {
      if ((await target.count()) > 0) {
        break;
      }
      await openGroup(await group.getAttribute("id"));
    }
    const panel = page.locator("#controls [role=tabpanel][hidden]").filter({ has: target });
    if ((await panel.count()) > 0) {
      await openGroup(`${await panel.getAttribute("id")}-tab`);
    }
    await tabTo(target);
  };
  return {
    press: async (selector) => {
      await reach(selector);
      await page.keyboard.press("Enter");
    },
    choose: async (selector, label) => {
      await reach(selector);
      const chosen = () => page.locator(selector).evaluate((list) => (list as HTMLSelectElement).selectedOptions[0].label);
      await page.keyboard.press("Home");
      for (let press = 0; press < 40 && (await chosen()) !== label; press += 1) {
        await page.keyboard.press("ArrowDown");
      }
      expect(await chosen()).toBe(label);
    },
    write: async (selector, text) => {
      await reach(selector);
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    },
    open: async (picture, place) => {
      // A digit typed into a field is a digit.
      await tabTo(page.locator("#step"));
      if ((await page.locator(`#tab-${picture.toLowerCase()}`).getAttribute("aria-selected")) !== "true") {
        await page.keyboard.press(String(place));
      }
    },
    step: async () => {
      await tabTo(page.locator("#step"));
      await page.keyboard.press("Enter");
    },
  };
}

/** Takes steps until somebody has said this. */
async function until(playground: Playground, hands: Hands, said: RegExp): Promise<void> {
  for (let taken = 0; taken < STEPS_MAX; taken += 1) {
    if (said.test((await playground.said.textContent())!)) {
      return;
    }
    const steps = await playground.stepCount();
    await hands.step();
    await expect(playground.steps).toHaveText(String(steps + 1));
  }
  throw new Error(`Nobody has said ${said} in ${STEPS_MAX} steps.`);
}

async function axeFindsNothing(playground: Playground): Promise<void> {
  const { violations } = await new AxeBuilder({ page: playground.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

async function wholeWay(playground: Playground, hands: Hands): Promise<void> {
  const { page } = playground;
  const [first, second, third] = await playground.startByHand(UPKEEP);

  await test.step("kill, write, see the hint, revive, see it delivered", async () => {
    await hands.press(`#power-${second}`);
    await expect(playground.said).toContainText(`${second} crashes.`);
    await hands.choose("#entry", `node ${first}`);
    await hands.press("#put");
    await until(playground, hands, new RegExp(`as a hint for ${second}`));
    await hands.open("Hints", 3);
    await expect(page.locator(".lives > li.outstanding")).toHaveCount(1);
    await expect(page.locator("#hints-words")).toContainText(`for ${second}: waiting for`);
    await axeFindsNothing(playground);
    await hands.press(`#power-${second}`);
    await until(playground, hands, new RegExp(`deletes its hint of “cart”: ${second} has stored it`));
    await expect(page.locator(".lives > li.outstanding")).toHaveCount(0);
    expect(await playground.values(second)).toEqual(["milk"]);
  });

  await test.step("partition, write twice, heal, reconcile", async () => {
    await hands.press(`#side-${third}`);
    await hands.press("#partition");
    await expect(playground.said).toContainText("The network splits");
    await hands.write("#value", "oil");
    await hands.press("#put");
    await until(playground, hands, /Client 1 hears from /);
    await hands.choose("#entry", `node ${third}`);
    await hands.write("#value", "tea");
    await hands.press("#put-blind");
    await until(playground, hands, new RegExp(`${third} keeps .* beside what it has`));
    await hands.press("#heal");
    await expect(playground.said).toContainText("The network is whole again");
    // Whoever coordinates reads its own copy and one from the other side.
    await hands.press("#get");
    await until(playground, hands, /Client 1 hears from .* siblings/);
    await hands.open("Versions", 2);
    await expect(page.locator("#dock-picture .merge")).toBeVisible();
    await hands.press("#merge");
    await until(playground, hands, /Client 1 hears from /);
    await until(playground, hands, /is done with the request/);
    const values = await playground.values(first);
    expect(values).toHaveLength(1);
    expect(values[0]).toContain("oil");
    expect(values[0]).toContain("tea");
  });

  await test.step("wipe, watch Merkle refill", async () => {
    await hands.choose("#chosen-node", third);
    await hands.press("#wipe");
    await hands.press(`#power-${third}`);
    await expect(page.locator("#lamp-agree")).toHaveClass(/dark/);
    await hands.open("Merkle", 4);
    await until(playground, hands, /differ and are shipped, nothing else/);
    await expect(page.locator(".tree").first().locator(".spot.differs").first()).toBeVisible();
    await until(playground, hands, /The comparison with . is over/);
    expect(await playground.values(third)).toHaveLength(1);
    await axeFindsNothing(playground);
  });

  await test.step("join a node", async () => {
    await hands.press("#join");
    await hands.open("Members", 5);
    await expect(page.locator("#node-F")).toHaveCount(1);
    await until(playground, hands, /that F is a full member, and tells others/);
    const words = await page.locator("#members-words").textContent();
    await until(playground, hands, /learns by gossip that F is a full member/);
    await expect(page.locator("#members-words")).not.toHaveText(words!);
  });
}

test("by mouse", async ({ playground }) => {
  test.setTimeout(240_000);
  await wholeWay(playground, pointer(playground, "click"));
});

test("by keyboard alone", async ({ playground }) => {
  test.setTimeout(300_000);
  await wholeWay(playground, keys(playground));
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("by touch", async ({ playground }) => {
    test.setTimeout(240_000);
    await wholeWay(playground, pointer(playground, "tap"));
  });
});

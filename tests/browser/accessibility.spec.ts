// For everyone: no violation that axe-core can find, everything by keyboard, told in words.

import { AxeBuilder } from "@axe-core/playwright";

import { expect, test, type Playground } from "./playground";

/** Scenes to look at, each reached from the opening. */
const SCENES: [string, (playground: Playground) => Promise<void>][] = [
  ["the opening", async () => {}],
  ["the middle of a put", (playground) => playground.step(3)],
  [
    "siblings behind a partition, a node down and selected",
    async (playground) => {
      await playground.stepUntilHeadline(/as a hint for/);
      await playground.button("kill C").click();
      await playground.node("C").click();
    },
  ],
  [
    "fields that complain",
    async (playground) => {
      await playground.field("Key").fill("");
      await playground.button("Get").click();
      await playground.field("R, to read").fill("9");
      await playground.button("Start anew with these").click();
      await playground.button("Split").click();
      await expect(playground.complaints).toHaveCount(3);
    },
  ],
  [
    "siblings in an answer",
    async (playground) => {
      await playground.startAnew({ "R, to read": "2" });
      await playground.field("Key").fill("cart");
      await playground.stepUntilHeadline(/to 2 siblings/);
      await expect(playground.outcome).toContainText("2 siblings");
    },
  ],
  [
    "the versions of a key, siblings among them",
    async (playground) => {
      await playground.openPicture("Versions");
      await playground.stepUntilHeadline(/Client 1 hears .* 2 siblings/);
      await expect(playground.page.locator("#dock-picture .merge")).toBeVisible();
    },
  ],
  [
    "hints that wait",
    async (playground) => {
      await playground.openPicture("Hints");
      await playground.startButton.click();
      await playground.stepUntilHeadline(/as a hint for/);
      await expect(playground.page.locator(".lives > li.outstanding")).toHaveCount(1);
    },
  ],
  [
    "everything unfolded, the figures and a node shown",
    async (playground) => {
      await playground.figures();
      // Before the legend lies upon it.
      await playground.node("B").click();
      await playground.unfoldAll();
      await playground.bring(playground.page.locator("#beliefs"));
      await expect(playground.page.locator("#beliefs")).toBeVisible();
    },
  ],
  [
    "cut links, a node that stands still, a held message",
    async (playground) => {
      const { page } = playground;
      await playground.choose("B");
      await playground.press("pause");
      await playground.element("#link-from").selectOption("A");
      await playground.element("#link-to").selectOption("D");
      await playground.press("cut");
      await playground.press("disturb");
      await playground.element("#partition-kind").selectOption("with-clients");
      await playground.button("Split").click();
      await expect(playground.complaints).toHaveCount(1);
      await playground.press("put");
      await playground.element("#message").selectOption({ index: 0 });
      await playground.press("message-hold");
      await expect(page.locator(".stage circle.held")).toHaveCount(1);
    },
  ],
  [
    "a complaint in every folded group",
    async (playground) => {
      await playground.fill("R, to read", "2");
      await playground.fill("Q, partitions", "48");
      await playground.fill("Longest clock, in pairs", "0");
      await playground.fill("Failure detector (§4.8.3)", "two witnesses");
      await playground.fill("Write buffer, flushed every … ms (empty: none)", "0");
      await playground.fill("Latency: ms, or from–to", "5");
      await playground.fill("A request fails after … ms", "0");
      await playground.button("Start anew with these").click();
      await expect(playground.complaints).toHaveCount(5);
    },
  ],
  [
    "the breakpoints, and one that has fired",
    async (playground) => {
      await playground.unfold(playground.field("conflict appears"));
      await playground.field("conflict appears").check();
      await playground.choice("Step to").selectOption("conflict");
      await playground.startButton.click();
      await playground.button("On to the next").click();
      await expect(playground.page.locator("#said")).toContainText("Breakpoint at");
    },
  ],
  [
    "the list of branches",
    async (playground) => {
      await playground.element("#breakpoints > summary").click();
      await playground.startButton.click();
      await playground.button("kill C").click();
      await playground.button("Branches…").click();
      await expect(playground.page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "two runs side by side",
    async (playground) => {
      await playground.page.keyboard.press("Escape");
      await playground.button("Compare…").click();
      await playground.element("#compare-now").click();
      await expect(playground.page.locator("#first-difference")).toBeVisible();
    },
  ],
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test("axe-core finds no violation", async ({ page, playground }) => {
        test.slow();
        for (const [scene, reach] of SCENES) {
          await test.step(scene, async () => {
            await reach(playground);
            const { violations } = await new AxeBuilder({ page }).analyze();
            const found = violations.map(({ id, help, nodes }) => ({
              id,
              help,
              where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
            }));
            expect(found, scene).toEqual([]);
          });
        }
      });
    });
  }
}

test("the chosen colours win over the system's", async ({ page, playground }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  const theme = playground.choice("Colours");
  await theme.selectOption("light");
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await ground()).toBe(light);
  await theme.selectOption("dark");
  expect(await ground()).toBe(dark);
  await expect(playground.headline).toBeVisible();
});

test("Tab reaches every control once, and the ring is one stop", async ({ page, playground }) => {
  // In the middle of things nothing is disabled but what would heal a whole network.
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await expect(playground.steps).toHaveText("4");
  const controls = await page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement | SVGElement>("button, input, select, a[href], summary, [tabindex]");
    const reachable = [...all].filter((element) => element.tabIndex >= 0 && !(element as HTMLButtonElement).disabled && element.checkVisibility());
    reachable.forEach((element, index) => element.setAttribute("data-stop", String(index)));
    return reachable.length;
  });
  expect(controls).toBeGreaterThan(30);

  const stops: string[] = [];
  const visible: boolean[] = [];
  for (let press = 0; press < controls + 10; press += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement!;
      if (element === document.body) {
        return null;
      }
      const marked = getComputedStyle(element.parentElement!.querySelector(".halo") ?? element);
      return {
        stop: element.getAttribute("data-stop") ?? element.outerHTML.slice(0, 80),
        ring: element.closest(".stage") !== null,
        marked: marked.outlineStyle !== "none" || marked.stroke !== "none",
      };
    });
    if (!stop || stops.includes(stop.stop)) {
      break;
    }
    stops.push(stop.stop);
    visible.push(stop.marked);
  }
  const numbered = stops.filter((stop) => /^\d+$/.test(stop));
  expect(numbered.map(Number).sort((one, other) => one - other)).toEqual([...Array(controls).keys()]);
  // Whatever has the focus shows it.
  expect(visible.every(Boolean)).toBe(true);
  await expect(page.locator(".stage [tabindex='0']")).toHaveCount(1);
});

test("arrow keys go round the ring, and Enter selects", async ({ page, playground }) => {
  const heading = page.getByRole("region", { name: "Inspector" }).getByRole("heading", { name: /^Node / });
  await playground.nodeButton("A").focus();
  await expect(heading).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(heading).toHaveText("Node A");
  await expect(playground.nodeButton("A")).toHaveAttribute("aria-pressed", "true");
  for (const node of ["B", "C", "D", "E", "A"]) {
    await page.keyboard.press("ArrowRight");
    await expect(playground.nodeButton(node)).toBeFocused();
    await expect(page.locator(".stage [tabindex='0']")).toHaveAttribute("id", `select-${node}`);
  }
  await page.keyboard.press("ArrowLeft");
  await expect(playground.nodeButton("E")).toBeFocused();
  await expect(heading).toHaveText("Node E");
  // The arrows of the ring move no time.
  await expect(playground.steps).toHaveText("0");
});

test("a put and a fault can be done by keyboard alone", async ({ page, playground }) => {
  const tabTo = async (name: string) => {
    for (let press = 0; press < 160; press += 1) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      if ((await focused.count()) && (await focused.evaluate((element) => element.id)) === name) {
        return;
      }
    }
    throw new Error(`${name} was not reached`);
  };
  await tabTo("value");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("oil");
  await tabTo("put");
  await page.keyboard.press("Enter");
  await expect(playground.headline).toContainText("Client 1 wants to put “oil”");
  await tabTo("group-client-tab");
  for (const key of ["ArrowRight", "ArrowRight", "Enter"]) {
    await page.keyboard.press(key);
  }
  await tabTo("power-B");
  await page.keyboard.press("Space");
  await expect(playground.nodeButton("B")).toHaveAccessibleName(/, down/);
  await expect(playground.button("revive B")).toBeFocused();
});

test("a screen reader hears the headline", async ({ page, playground }) => {
  const spoken = page.locator("[aria-live=polite]");
  await expect(spoken).toHaveText(/Paused at the start/);
  for (let step = 0; step < 3; step += 1) {
    await playground.step();
    const text = await playground.headline.evaluate((element) => element.firstChild!.textContent);
    await expect(spoken).toHaveText(text!);
  }
});

test("the picture is told in words", async ({ page, playground }) => {
  const ring = page.locator(".stage > svg");
  await expect(ring).toHaveAccessibleName(/^A ring of 5 nodes\. No message is on its way\. The walk clockwise from “cart” meets \w, \w and \w/);
  await playground.stepUntilHeadline(/The network splits/);
  await playground.button("kill E").click();
  await expect(ring).toHaveAccessibleName(/A ring of 5 nodes\. E is down\. The network is split: .* from .*\./);
});

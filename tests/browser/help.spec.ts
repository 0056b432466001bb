// The sheet of shortcuts, and the tour on the first visit.

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "./playground";

test.describe("keys", () => {
  test("the sheet tells all keys, by ? and by its button, and Escape puts it away", async ({ page, playground }) => {
    await playground.focusNothing();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keys" });
    await expect(sheet).toBeVisible();
    for (const [key, does] of [
      ["Space", "Play or pause"],
      ["G", "Type a moment to go to"],
      ["1", "Time"],
      ["?", "This sheet"],
    ]) {
      const row = sheet.locator("dl > div").filter({ has: page.locator("kbd").getByText(key, { exact: true }) });
      await expect(row).toContainText(does);
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await page.getByRole("button", { name: "Keys and tour" }).click();
    await expect(sheet).toBeVisible();
  });

  test("every key on the sheet does what stands beside it", async ({ page, playground }) => {
    await playground.focusNothing();
    const press = (key: string) => page.keyboard.press(key);
    await press("ArrowRight");
    await expect(playground.steps).toHaveText("1");
    await press("ArrowLeft");
    await expect(playground.steps).toHaveText("0");
    const speed = playground.choice("Speed");
    await expect(speed).toHaveValue("10");
    await press("]");
    await press(".");
    await expect(speed).toHaveValue("50");
    await press("[");
    await press(",");
    await press(",");
    await press(",");
    await press(",");
    await expect(speed).toHaveValue("2");
    const second = page.locator("#client-2");
    await press("c");
    await expect(second).toHaveAttribute("aria-pressed", "true");
    await press("c");
    await expect(second).toHaveAttribute("aria-pressed", "false");
    const tab = page.getByRole("tab", { name: "Time", exact: true });
    const before = await tab.getAttribute("aria-selected");
    await press("1");
    await expect(tab).toHaveAttribute("aria-selected", before === "true" ? "false" : "true");
    await press("t");
    await expect(page.locator("#theme")).toHaveValue("light");
    await press("g");
    await expect(page.locator("#go-to")).toBeFocused();
    // In a field a letter is a letter.
    await press("c");
    await press("?");
    await expect(page.locator("#go-to")).toHaveValue("c?");
    await expect(second).toHaveAttribute("aria-pressed", "false");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  test("single characters can be turned off, and stay so", async ({ page, playground }) => {
    await playground.focusNothing();
    await page.keyboard.press("?");
    await page.getByLabel("single letters, digits and signs are shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await expect(playground.stepButton).toBeEnabled();
    for (const key of ["]", "t", "?"]) {
      await page.keyboard.press(key);
    }
    await expect(playground.choice("Speed")).toHaveValue("10");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // Keys that are no characters work on.
    await page.keyboard.press("ArrowRight");
    await expect(playground.steps).toHaveText("1");
    await page.getByRole("button", { name: "Keys and tour" }).click();
    await page.getByLabel("single letters, digits and signs are shortcuts").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("]");
    await expect(playground.choice("Speed")).toHaveValue("20");
  });
});

test.describe("the tour", () => {
  test.use({ newcomer: true });

  const tour = "#tour";

  test("a newcomer does it by hand, and sees a hint made and delivered", async ({ page, playground }) => {
    const card = page.locator(tour);
    await expect(card).toContainText("Tour, 1 of 5");
    // What the card points at is outlined, and the card covers nothing of it.
    const [ring, own] = [(await page.locator("#tour-ring").boundingBox())!, (await card.boundingBox())!];
    const step = (await playground.stepButton.boundingBox())!;
    expect(ring.x).toBeLessThan(step.x);
    expect(ring.x + ring.width).toBeGreaterThan(step.x + step.width);
    expect(own.y >= step.y + step.height || own.x >= step.x + step.width).toBe(true);
    await playground.stepButton.click();
    await expect(card).toContainText("Tour, 2 of 5");
    const title = (await card.locator("h2").textContent())!;
    const victim = title.replace("Kill ", "");
    await playground.press(`power-${victim}`);
    await expect(card).toContainText("Tour, 3 of 5");
    await playground.choice("Speed").selectOption("200");
    await playground.button("Play").click();
    await expect(card).toContainText("Tour, 4 of 5");
    await expect(card).toContainText("with a hint");
    // Time has stopped by itself: the hint is on the stage.
    await expect(page.locator(".stage .chip.hinted").first()).toContainText(`for ${victim}`);
    await playground.press(`power-${victim}`);
    await expect(card).toContainText(`${victim} is back`);
    await playground.button("Play").click();
    await expect(card).toContainText("Tour, 5 of 5");
    await expect(page.locator(".stage .chip.hinted", { hasText: `for ${victim}` })).toHaveCount(0);
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await expect(card).toHaveCount(0);
    await page.reload();
    await expect(playground.stepButton).toBeEnabled();
    await expect(card).toHaveCount(0);
  });

  test("the outline lies where it belongs on a large projector as well", async ({ page, playground }) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await playground.choice("Colours").selectOption("projector");
    await expect(async () => {
      const ring = (await page.locator("#tour-ring").boundingBox())!;
      const step = (await playground.stepButton.boundingBox())!;
      const apart = [ring.x - step.x, ring.y - step.y, ring.x + ring.width - step.x - step.width, ring.y + ring.height - step.y - step.height];
      for (const distance of apart) {
        expect(Math.abs(distance)).toBeLessThan(14);
      }
    }).toPass({ timeout: 5_000 });
  });

  test("its button does each thing in the reader's stead, by keyboard alone", async ({ page, playground }) => {
    const card = page.locator(tour);
    await expect(card).toBeVisible();
    for (let tabs = 0; tabs < 30; tabs += 1) {
      await page.keyboard.press("Tab");
      if (await page.locator("#tour-next").evaluate((button) => button === document.activeElement)) {
        break;
      }
    }
    await expect(page.locator("#tour-next")).toBeFocused();
    const seen: string[] = [];
    for (let pressed = 0; pressed < 10 && (await card.count()) > 0; pressed += 1) {
      const text = (await card.locator("[role=status]").textContent())!;
      seen.push(text);
      const { violations } = await new AxeBuilder({ page }).include(tour).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      await page.keyboard.press("Enter");
      await expect.poll(async () => ((await card.count()) ? card.locator("[role=status]").textContent() : "")).not.toBe(text);
    }
    expect(seen.length).toBeGreaterThanOrEqual(6);
    await expect(card).toHaveCount(0);
    await expect(playground.stepButton).toBeEnabled();
  });

  for (const [what, skip] of [
    ["Escape", async (page) => page.keyboard.press("Escape")],
    ["its button", async (page) => page.getByRole("button", { name: "Skip the tour" }).click()],
  ] as [string, (page: import("@playwright/test").Page) => Promise<void>][]) {
    test(`it is skipped for good at once, by ${what}, and can be had again`, async ({ page, playground }) => {
      await expect(page.locator(tour)).toBeVisible();
      await skip(page);
      await expect(page.locator(tour)).toHaveCount(0);
      await page.reload();
      await expect(playground.stepButton).toBeEnabled();
      await expect(page.locator(tour)).toHaveCount(0);
      await playground.step(2);
      await page.getByRole("button", { name: "Keys and tour" }).click();
      await page.getByRole("button", { name: "Take the tour" }).click();
      await expect(page.locator(tour)).toContainText("Tour, 1 of 5");
      await expect(playground.steps).toHaveText("0");
    });
  }

  for (const address of ["?embed", "?scenario=hinted-handoff", "?autoplay&speed=2", "?seed=7", "?wordless"]) {
    test(`there is none with ${address}`, async ({ page, playground }) => {
      await page.goto(`./${address}`);
      await expect(playground.button(address.includes("autoplay") ? "Pause" : "Step")).toBeVisible();
      await expect(page.locator(tour)).toHaveCount(0);
    });
  }

  test("on a phone the card leaves what it is about in view", async ({ page, playground }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const card = page.locator(tour);
    await expect(card).toBeVisible();
    await playground.button("Step").click();
    await expect(card).toContainText("Tour, 2 of 5");
    const victim = (await card.locator("h2").textContent())!.replace("Kill ", "");
    const button = page.locator(`#power-${victim}`);
    await playground.unfold(button);
    await expect(button).toBeInViewport();
    const [own, about] = [(await card.boundingBox())!, (await button.boundingBox())!];
    expect(about.y + about.height <= own.y || about.y >= own.y + own.height).toBe(true);
    await button.click();
    await expect(card).toContainText("Tour, 3 of 5");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

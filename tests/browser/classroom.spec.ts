// What a classroom needs: handouts, links for a class, a page that is locked to its lesson, and a
// lesson that is still there after the page was left.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, test_with as test } from "./lesson";

const LESSON = "hinted-handoff";

const TITLE = "Sloppy quorum and hinted handoff";

async function expectClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`), where).toEqual([]);
}

/** Where everything on the live stage stands. */
const drawn = (page: Page) => page.locator("#app .page > main .stage > svg").evaluate((svg) => svg.outerHTML);

test.describe("a handout", () => {
  test("has every text, its pictures, room for answers and the answers", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.next();
    const [stage, place, clock] = [await drawn(page), await lesson.at("place").textContent(), await playground.clock.textContent()];
    const stops = Number(/of (\d+)/.exec(place!)![1]);
    await lesson.at("handout").click();
    const paper = page.locator("#handout");
    await expect(paper.locator("h1")).toHaveText(TITLE);
    await expect(page.locator("#handout-print")).toBeFocused();
    await expect(paper.locator(".sheet")).toHaveCount(stops);
    // The pictures are of the moments, not of one of them.
    const rings = await paper.locator("figure.ring .stage > svg").evaluateAll((all) => all.map((svg) => svg.innerHTML));
    expect(rings.length).toBeGreaterThan(stops / 2);
    expect(new Set(rings).size).toBe(rings.length);
    await expect(paper.locator("figure.other .dock-picture, figure.other .inspector")).not.toHaveCount(0);
    await expect(paper.locator(".asks .blank")).not.toHaveCount(0);
    await expect(paper.locator("#handout-solutions")).toContainText("C, E");
    await expect(paper.locator("#handout-solutions")).toContainText("Decided at ");
    await expect(paper.locator(".terms dt").first()).toBeVisible();
    await expect(paper.locator(".handout-foot a")).toHaveAttribute("href", new RegExp(`\\?lesson=${LESSON}$`));
    // A name stands in a page once; what is there twice would be found in the wrong place.
    const twice = await page.evaluate(() => {
      const names = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      return names.filter((name, index) => names.indexOf(name) !== index);
    });
    expect(twice).toEqual([]);
    await page.locator("#handout-answers").uncheck();
    await expect(page.locator("#handout-solutions")).toHaveCount(0);
    // Keys do nothing behind it.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await expect(paper).toHaveCount(0);
    await expect(lesson.at("handout")).toBeFocused();
    expect([await drawn(page), await lesson.at("place").textContent(), await playground.clock.textContent()]).toEqual([stage, place, clock]);
  });

  test("is what the printer gets of a lesson, on either paper, and goes by itself", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&theme=dark");
    await lesson.next();
    const stage = await drawn(page);
    for (const format of ["A4", "Letter"]) {
      const sheets = await page.pdf({ format, preferCSSPageSize: false });
      const pages = sheets.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length;
      expect(pages, format).toBeGreaterThan(3);
      // A text and its pictures are not parted, and so small that most sheets have two of them.
      expect(pages, format).toBeLessThanOrEqual(9);
      await expect(page.locator("#handout")).toHaveCount(0);
    }
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    expect(await drawn(page)).toBe(stage);
  });

  test("has messages where they are before anything is drawn anew", async ({ page, lesson }) => {
    await lesson.open("merkle-trees");
    // As the printer sees it: between the question for the page and the next frame.
    const places = await page.evaluate(async () => {
      window.dispatchEvent(new Event("beforeprint"));
      // Only what was asked for before: no timer, and no frame.
      for (let turn = 0; turn < 500 && document.querySelector("#handout .flight") === null; turn += 1) {
        await Promise.resolve();
      }
      const flights = [...document.querySelectorAll("#handout .flight")];
      const places = flights.map((flight) => flight.getAttribute("transform"));
      window.dispatchEvent(new Event("afterprint"));
      return places;
    });
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !/^translate\(\d/.test(place ?? ""))).toEqual([]);
    await expect(page.locator("#handout")).toHaveCount(0);
  });

  test("keeps answers back where the page does", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&answers=hidden");
    await lesson.at("handout").click();
    await expect(page.locator("#handout .asks")).not.toHaveCount(0);
    await expect(page.locator("#handout-answers, #handout-solutions")).toHaveCount(0);
  });

  test("has the notes for who presents", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&presenter");
    await lesson.at("handout").click();
    await expect(page.locator("#handout .lesson-notes")).not.toHaveCount(0);
  });

  test("is light, whatever the page is, and axe-core finds nothing", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&theme=dark");
    await lesson.at("handout").click();
    const ground = await page.locator("#handout").evaluate((paper) => getComputedStyle(paper).backgroundColor);
    expect(ground).toBe("rgb(255, 255, 255)");
    await expectClean(page, "the handout");
    await page.locator("#handout-close").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });
});

test("without a lesson the printer gets the stage and what is said, and nothing to press", async ({ page, playground }) => {
  await playground.step(6);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".stage > svg")).toBeVisible();
  await expect(playground.headline).toBeVisible();
  await expect(page.locator("#play, #controls, .time-bar, #share").filter({ visible: true })).toHaveCount(0);
});

test.describe("a link for a class", () => {
  test("is ticked together, and does what was ticked", async ({ page, lesson }) => {
    await lesson.open(LESSON);
    await lesson.next();
    await lesson.next();
    const [place, beat] = [await lesson.at("place").textContent(), await lesson.at("beat").textContent()];
    await lesson.at("class").click();
    const dialog = page.getByRole("dialog", { name: "A link for a class" });
    const link = dialog.getByRole("textbox", { name: "Link" });
    await expect(link).toHaveValue(new RegExp(`/\\?lesson=${LESSON}$`));
    await expectClean(page, "the dialog");
    for (const name of ["begins here", "stays with", "is not told", "sees the notes", "sees it large"]) {
      await dialog.getByRole("checkbox", { name }).check();
    }
    await expect(link).toHaveValue(
      new RegExp(`/\\?lesson=${LESSON}&beat=3&locked&answers=hidden&presenter&theme=projector$`),
    );
    await page.goto(await link.inputValue());
    await expect(lesson.at("place")).toHaveText(place!);
    await expect(lesson.at("beat")).toHaveText(beat!);
    await expect(lesson.at("locked")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "projector");
  });

  test("of a lesson of one's own holds the lesson", async ({ page, lesson }) => {
    await page.goto("./?author");
    await expect(lesson.at("title")).toHaveText("My lesson");
    await lesson.at("class").click();
    await page.getByRole("checkbox", { name: "stays with" }).check();
    const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
    expect(link).toMatch(/\?locked#session=1\./);
    await page.goto("about:blank");
    await page.goto(link);
    await expect(lesson.at("title")).toHaveText("My lesson");
    await expect(lesson.at("locked")).toBeVisible();
  });
});

test.describe("a locked page", () => {
  test("leaves the lesson, time and looking, and says so", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON, "&locked");
    await expect(lesson.at("locked")).toContainText("locked this page to the lesson");
    for (const gone of ["#share", "#lesson-contents", "#lesson-class", "#lesson-edit", "#branches", "#compare", "#group-client-tab"]) {
      await expect(page.locator(gone).filter({ visible: true }), gone).toHaveCount(0);
    }
    await playground.node("B").click();
    await expect(page.locator("#node-words")).toBeVisible();
    await playground.step(4);
    await page.keyboard.press("n");
    await page.keyboard.press("ArrowLeft");
    await expect(page.locator("#inspector").getByRole("button", { name: "Kill B" })).toBeHidden();
    await playground.openPicture("Hints");
    await lesson.at("handout").click();
    await expect(page.locator("#handout")).toBeVisible();
    await page.keyboard.press("Escape");
    await expectClean(page, "locked");
  });

  test.describe("on a projector of few lines", () => {
    test.use({ viewport: { width: 1280, height: 720 } });

    test("has a large ring, the whole text, the notes, and what can be done", async ({ page, playground, lesson }) => {
      await lesson.open("siblings", "&presenter&locked&beat=3&theme=projector");
      const top = async (part: string) => (await page.locator(part).boundingBox())!;
      const everything = async () => {
        const buttons = await top(".lesson-buttons");
        for (const part of ["#lesson-locked", "#lesson-beat", "#lesson-text", ".lesson-notes"]) {
          const box = await top(part);
          expect(box.y, part).toBeGreaterThan(50);
          expect(box.y + box.height, part).toBeLessThanOrEqual(buttons.y);
        }
        const stage = await top(".stage > svg");
        expect(Math.min(stage.width, stage.height)).toBeGreaterThan(400);
      };
      await everything();
      // The lamps are one row.
      const lamps = await page.locator(".lamp").evaluateAll((all) => all.map((lamp) => lamp.getBoundingClientRect().bottom));
      expect(Math.max(...lamps) - Math.min(...lamps)).toBeLessThan(6);
      await playground.openPicture("Versions");
      const [dock, stage] = [await top(".dock"), await top(".stage")];
      expect(dock.x).toBeGreaterThanOrEqual(stage.x + stage.width);
      await everything();
      await expectClean(page, "locked, on a projector");
    });
  });

  test("takes no other session, however it is handed over", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&locked");
    const kept = await lesson.at("title").textContent();
    const told = page.locator(".notices").getByText("locked to its lesson");
    const text = JSON.stringify({ version: 1, title: "Another", commands: [] });
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    }, text);
    await expect(told).toBeVisible();
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "another.json"));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      location.hash = "#session=1.AAAA";
    }, text);
    await expect(told).toBeVisible();
    await expect(lesson.at("title")).toHaveText(kept!);
    // To the end of the lesson, where other pages offer the next one.
    while ((await lesson.at("beat").textContent()) !== "The end") {
      await lesson.next();
    }
    await expect(lesson.at("following")).toHaveCount(0);
  });

  test("what is refused changes nothing, even if its button is brought back", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON, "&locked");
    await playground.node("B").click();
    const steps = await playground.stepCount();
    await page.locator("#inspector").getByRole("button", { name: "Kill B", includeHidden: true }).dispatchEvent("click");
    await expect(page.locator(".notices").getByText("locked to its lesson")).toBeVisible();
    expect(await playground.stepCount()).toBe(steps);
    await page.locator("#share").dispatchEvent("click");
    await expect(page.locator("#session-dialog")).toBeHidden();
  });
});

test.describe("after a reload", () => {
  /** Everything is remembered a second after it has changed, and when the page is left. */
  const leave = async (page: Page) => {
    await page.goto("about:blank");
    await page.goto("./");
  };

  test("the lesson stands where it stood, with what was answered", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.question();
    await lesson.answer(1);
    await lesson.next();
    const [place, clock] = [await lesson.at("place").textContent(), await playground.clock.textContent()];
    await leave(page);
    await expect(lesson.at("place")).toHaveText(place!);
    await expect(playground.clock).toHaveText(clock!);
    await lesson.at("back").click();
    await expect(lesson.at("graded")).toContainText("Not so. You said: failed.");
  });

  test("a history of one's own is there, and the way back to the lesson", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.next();
    const [place, moment] = [await lesson.at("place").textContent(), await playground.clock.textContent()];
    await playground.button("kill B").click();
    await playground.step(3);
    const [steps, own] = [await playground.stepCount(), await drawn(page)];
    await leave(page);
    await expect(lesson.at("left")).toBeVisible();
    expect(await playground.stepCount()).toBe(steps);
    expect(await drawn(page)).toBe(own);
    await expect(lesson.at("place")).toHaveText(place!);
    await lesson.at("resume").click();
    await expect(lesson.at("left")).toBeHidden();
    await expect(playground.clock).toHaveText(moment!);
    await lesson.question();
    await lesson.answer(0);
    await expect(lesson.at("graded")).toContainText("Right");
    // What was tried is a branch beside it.
    await expect(page.locator("#branch option")).toHaveCount(2);
  });
});

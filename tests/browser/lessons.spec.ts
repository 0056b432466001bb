// Lessons as a learner goes through them.

import { readFileSync } from "node:fs";

import AxeBuilder from "@axe-core/playwright";

import { expect, test_with } from "./lesson";

interface Entry {
  name: string;
  title: string;
  chapter: string;
  stops: number;
  questions: number;
}

const ENTRIES: Entry[] = JSON.parse(readFileSync("../../static/lessons/index.json", "utf8"));

const LESSON = "hinted-handoff";

const TITLE = "Sloppy quorum and hinted handoff";

test_with.describe("a lesson", () => {
  test_with("is found by its chapter, by a term, and opened", async ({ page, playground, lesson }) => {
    await page.getByRole("tab", { name: "Learn" }).click();
    await expect(lesson.at("found")).toHaveText(`${ENTRIES.length} lessons`);
    for (const chapter of new Set(ENTRIES.map((entry) => entry.chapter))) {
      await expect(page.getByRole("heading", { name: chapter, exact: true })).toBeVisible();
    }
    await lesson.at("search").fill("stand-in hinted");
    await expect(lesson.at(LESSON)).toBeVisible();
    await lesson.at("search").fill("no such thing");
    await expect(lesson.at("found")).toHaveText("No lesson fits.");
    await lesson.at("search").fill("sloppy");
    await lesson.at(LESSON).click();
    await expect(lesson.at("title")).toHaveText(TITLE);
    await expect(lesson.at("place")).toHaveText(/^1 of /);
    await expect(page.locator(".story")).toHaveText(TITLE);
    await lesson.at("contents").click();
    await expect(lesson.at("found")).toBeVisible();
    await expect(playground.complaints).toHaveCount(0);
  });

  test_with("goes forth and back, to the same moments", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    const entry = ENTRIES.find((entry) => entry.name === LESSON)!;
    const seen: string[] = [];
    const look = async () =>
      [await lesson.at("place").textContent(), await lesson.at("beat").textContent(), await playground.clock.textContent()].join();
    for (let stop = 1; stop <= entry.stops; stop += 1) {
      await expect(lesson.at("place")).toHaveText(`${stop} of ${entry.stops}`);
      seen.push(await look());
      await lesson.next();
    }
    await expect(lesson.at("beat")).toHaveText("The end");
    for (let stop = entry.stops; stop >= 1; stop -= 1) {
      await lesson.at("back").click();
      expect(await look()).toBe(seen[stop - 1]);
    }
    await expect(lesson.at("back")).toBeDisabled();
    await page.keyboard.press("ArrowRight");
  });

  test_with("keeps the homes of a key back while they are asked for", async ({ page, lesson }) => {
    await lesson.open("preference-lists");
    await lesson.question();
    const inspector = page.locator("#inspector");
    await expect(page.locator("#lesson-question")).toContainText("list");
    await expect(inspector).not.toContainText("Preference list");
    await lesson.answer();
    await expect(inspector).toContainText("Key “list”");
    await expect(inspector).toContainText("Preference list");
  });

  test_with("grades what was predicted, and shows what decided", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.question();
    const moment = await playground.clock.textContent();
    await lesson.answer(1);
    await expect(lesson.at("graded")).toContainText("Not so. You said: failed. The run says: ok.");
    await expect(lesson.at("why")).toContainText(/^It was decided at [0-9.]+ ms: B has its quorum/);
    await lesson.at("decided").click();
    await expect(playground.headline).toContainText("has its quorum of 2");
    await lesson.next();
    await lesson.at("back").click();
    await expect(playground.clock).toHaveText(moment!);
    await expect(lesson.at("graded")).toContainText("Not so.");
    await lesson.next();
    await lesson.question();
    for (const node of ["C", "E"]) {
      await page.getByRole("checkbox", { name: node, exact: true }).check();
    }
    await lesson.at("answer").click();
    await expect(lesson.at("graded")).toContainText("Right. The run says: C, E.");
    await expect(lesson.at("next")).toBeFocused();
  });

  test_with("another seed has another answer", async ({ page, lesson }) => {
    const answers = new Set<string>();
    for (const seed of [51, 53, 54, 55]) {
      await lesson.open("put-step-by-step", `&seed=${seed}`);
      await lesson.question();
      await lesson.answer();
      answers.add((await page.locator("#lesson-right").textContent())!);
    }
    expect(answers.size).toBeGreaterThan(1);
  });

  test_with("a node is picked on the ring", async ({ page, playground, lesson }) => {
    await lesson.open("put-step-by-step");
    await lesson.question();
    await playground.node("C").click();
    await expect(page.getByRole("radio", { name: "C", exact: true })).toBeChecked();
  });

  test_with("is taken over, and resumed where it was", async ({ page, playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.next();
    const [place, moment] = [await lesson.at("place").textContent(), await playground.clock.textContent()];
    await playground.button("kill B").click();
    await expect(lesson.at("left")).toBeVisible();
    await playground.step(3);
    await page.getByRole("tab", { name: "Learn" }).click();
    await expect(lesson.at("next")).toBeDisabled();
    await lesson.at("resume").click();
    await expect(lesson.at("left")).toBeHidden();
    await expect(lesson.at("place")).toHaveText(place!);
    await expect(playground.clock).toHaveText(moment!);
    await lesson.question();
    await lesson.answer(0);
    await expect(lesson.at("graded")).toContainText("Right");
  });

  test_with("playing and stepping stop at every text", async ({ playground, lesson }) => {
    await lesson.open(LESSON);
    await expect(lesson.at("place")).toHaveText(/^1 of/);
    for (let step = 0; step < 40 && !/^2 of/.test((await lesson.at("place").textContent())!); step += 1) {
      await playground.stepButton.click();
    }
    await expect(lesson.at("place")).toHaveText(/^2 of/);
    await expect(playground.clock).toHaveText("26.6 ms");
  });

  test_with("how far one has come is kept, and forgotten when asked", async ({ page, lesson }) => {
    await lesson.open(LESSON);
    await lesson.question();
    await lesson.answer(0);
    await lesson.next();
    // Another lesson leaves it as it is.
    await lesson.open("put-step-by-step");
    await page.goto("./?scenario=shopping-cart");
    await page.getByRole("tab", { name: "Learn" }).click();
    await expect(lesson.at(LESSON)).toContainText(/4 of \d+/);
    await expect(lesson.at("put-step-by-step")).toContainText(/1 of \d+/);
    await page.reload();
    await page.getByRole("tab", { name: "Learn" }).click();
    await expect(lesson.at(LESSON)).toContainText(/4 of \d+/);
    const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("lesson")));
    expect(kept).toEqual(["dynamo-playground lessons"]);
    await lesson.at("forget").click();
    await expect(lesson.at(LESSON)).toContainText("minutes");
    expect(await page.evaluate(() => localStorage.getItem("dynamo-playground lessons"))).toBeNull();
  });

  test_with("is gone through by keyboard alone", async ({ page, lesson }) => {
    await lesson.open(LESSON);
    await lesson.at("next").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(lesson.at("form")).toBeVisible();
    // From the button back to the form, which stands before it.
    await page.keyboard.press("Shift+Tab");
    while (!(await page.locator(".lesson-choices input").first().evaluate((input) => input.closest("div")!.contains(document.activeElement)))) {
      await page.keyboard.press("Shift+Tab");
    }
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect(lesson.at("graded")).toBeVisible();
    await expect(lesson.at("next")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(lesson.at("place")).toHaveText(/^4 of/);
  });

  test_with("keeps answers back, locks, and shows notes when asked", async ({ page, lesson }) => {
    await lesson.open(LESSON, "&answers=hidden&locked&presenter");
    await expect(page.locator(".lesson-notes")).toBeVisible();
    await expect(page.getByRole("tab", { name: "Client", exact: true })).toHaveCount(0);
    await lesson.question();
    await page.locator(".lesson-choices label").first().click();
    await lesson.at("answer").click();
    await expect(lesson.at("noted")).toContainText("Noted: ok.");
    await expect(lesson.at("graded")).toHaveCount(0);
  });
});

test_with.describe("with motion", () => {
  test_with.use({ motion: true });

  test_with("time runs up to the next text", async ({ playground, lesson }) => {
    await lesson.open(LESSON);
    await lesson.at("next").click();
    await expect(playground.flights.first()).toBeVisible();
    await expect(lesson.at("place")).toHaveText(/^2 of/, { timeout: 15_000 });
    await expect(playground.clock).toHaveText("26.6 ms");
  });
});

test_with.describe("on a phone", () => {
  test_with.use({ viewport: { width: 360, height: 740 } });

  test_with("the ring and the lesson are in sight together, and nothing is beside the page", async ({ page, lesson }) => {
    await lesson.open(LESSON);
    await expect(page.locator("#stage")).toBeInViewport();
    await expect(lesson.at("next")).toBeInViewport({ ratio: 1 });
    await lesson.question();
    await lesson.answer(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

for (const theme of ["light", "dark", "projector"]) {
  test_with(`axe-core finds no violation in lessons, ${theme}`, async ({ page, lesson }) => {
    const clean = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`), where).toEqual([]);
    };
    await lesson.open(LESSON, `&theme=${theme}&presenter`);
    await clean("a text");
    await lesson.question();
    await clean("a question");
    await lesson.answer(1);
    await clean("an answer");
    await lesson.at("contents").click();
    await clean("the contents");
  });
}

test_with.describe("every lesson", () => {
  for (const entry of ENTRIES) {
    test_with(`${entry.name} goes to its end`, async ({ page, playground, lesson }) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await lesson.open(entry.name);
      await expect(lesson.at("title")).toHaveText(entry.title);
      let questions = 0;
      for (let stop = 1; stop <= entry.stops; stop += 1) {
        await expect(lesson.at("place")).toHaveText(`${stop} of ${entry.stops}`);
        if (await lesson.at("form").isVisible()) {
          questions += 1;
          await lesson.answer(0);
        }
        await lesson.next();
      }
      await expect(lesson.at("beat")).toHaveText("The end");
      expect(questions).toBe(entry.questions);
      await expect(lesson.at("text")).toContainText(`of ${questions} as the run has it`);
      await expect(playground.complaints).toHaveCount(0);
      expect(errors).toEqual([]);
    });
  }
});

test_with.describe("what can be looked up", () => {
  test_with("the summary has a row for every lesson, which opens it", async ({ page, lesson }) => {
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.getByRole("button", { name: "Summary" }).click();
    const summary = page.getByRole("dialog", { name: "What Dynamo is made of" });
    await expect(summary.getByRole("row")).toHaveCount(ENTRIES.length + 1);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await summary.getByRole("button", { name: TITLE }).click();
    await expect(summary).toBeHidden();
    await expect(lesson.at("title")).toHaveText(TITLE);
  });

  test_with("a term of the glossary opens the text that explains it", async ({ page, lesson }) => {
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.getByRole("button", { name: "Glossary" }).click();
    const glossary = page.getByRole("dialog", { name: "Glossary" });
    await expect(glossary.locator("dt")).not.toHaveCount(0);
    await glossary.getByRole("button", { name: "sloppy quorum", exact: true }).click();
    await expect(lesson.at("title")).toHaveText(TITLE);
    await expect(lesson.at("text").locator("em").filter({ hasText: "sloppy quorum" })).toBeVisible();
  });
});

test_with.describe("a drill", () => {
  test_with("asks one question after the other, and counts", async ({ page, playground, lesson }) => {
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.getByRole("button", { name: "Drill", exact: true }).click();
    for (let question = 1; question <= 4; question += 1) {
      await expect(lesson.at("form")).toBeVisible();
      await expect(page.locator("#drill-situation")).toContainText("nodes, N = ");
      await lesson.answer(0);
      await expect(page.locator("#drill-score")).toHaveText(new RegExp(`^[0-${question}] of ${question} right$`));
      await lesson.at("next").click();
    }
    await lesson.at("contents").click();
    await expect(lesson.at("found")).toBeVisible();
    // Nothing of it counts as progress in a lesson.
    expect(await page.evaluate(() => localStorage.getItem("dynamo-playground lessons"))).toBeNull();
    await expect(playground.complaints).toHaveCount(0);
  });

  test_with("time that is over is an answer", async ({ page, lesson }) => {
    // From the page's beginning on: what waits for a moment must be able to be called off by the same clock.
    await page.clock.install();
    await page.reload();
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.getByRole("button", { name: "Drill, 45 s each" }).click();
    await expect(lesson.at("form")).toBeVisible();
    for (let second = 0; second < 46; second += 1) {
      await page.clock.runFor(1_000);
    }
    await expect(lesson.at("graded")).toContainText("The time is over.");
    await expect(page.locator("#drill-score")).toHaveText("0 of 1 right");
  });
});

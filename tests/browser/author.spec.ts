// Writing a lesson in the page: a text, and beside it the lesson as it will be.

import { readFileSync } from "node:fs";

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, Lesson, test_with } from "./lesson";
import type { Playground } from "./playground";

const TEMPLATE = readFileSync("../../static/lessons/template.json", "utf8");

/** The room in which a lesson is written. */
class Room {
  constructor(
    readonly page: Page,
    readonly playground: Playground,
    readonly lesson: Lesson,
  ) {}

  at = (id: string) => this.page.locator(`#author-${id}`);

  async open(): Promise<void> {
    await this.page.goto("./?author");
    await expect(this.lesson.at("title")).toHaveText("My lesson");
  }

  text = () => this.at("text").inputValue();

  /** Replaces a part of the text. */
  async replace(old: string | RegExp, by: string): Promise<void> {
    const before = await this.text();
    const after = before.replace(old, by);
    expect(after, String(old)).not.toBe(before);
    await this.at("text").fill(after);
  }

  /** What is selected in the field. */
  selected = () =>
    this.at("text").evaluate((field) => {
      const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
}

const test = test_with.extend<{ room: Room }>({
  room: async ({ page, playground, lesson }, use) => {
    await use(new Room(page, playground, lesson));
  },
});

async function expectClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`), where).toEqual([]);
}

test("the page becomes the lesson as it is written", async ({ page, playground, lesson, room }) => {
  await playground.step(3);
  const [title, steps] = [await page.locator(".story").textContent(), await playground.stepCount()];
  await page.getByRole("tab", { name: "Learn" }).click();
  await page.getByRole("button", { name: "Write a lesson" }).click();
  await expect(room.at("text")).toHaveValue(TEMPLATE);
  await expect(room.at("text")).toBeFocused();
  await expect(room.at("said")).toContainText("It can be read: 3 texts, 1 question, about 1 minute. 3 of 3 expectations are met.");
  await lesson.next();
  await lesson.next();
  await room.replace("The write is done", "Three have it");
  await expect(lesson.at("beat")).toHaveText("Three have it");
  // The run follows as well: another seed, another coordinator.
  const coordinator = room.at("answers").locator("b").first();
  const answers = new Set<string>();
  for (const seed of ["8", "9", "10", "11", "12"]) {
    await room.replace(/"seed": \d+/, `"seed": ${seed}`);
    await expect.poll(() => page.evaluate(() => localStorage.getItem("dynamo-playground draft"))).toContain(`"seed": ${seed}`);
    answers.add((await coordinator.textContent())!);
  }
  expect(answers.size).toBeGreaterThan(1);
  await expect(lesson.at("beat")).toHaveText("Three have it");
  await room.at("close").click();
  await expect(page.locator(".story")).toHaveText(title!);
  expect(await playground.stepCount()).toBe(steps);
  await expect(room.at("text")).toHaveCount(0);
});

test("a slip is named with its place, and the last that could be read stays", async ({ page, lesson, room }) => {
  await room.open();
  await lesson.next();
  await room.replace('"nodes": 5', '"nodez": 5');
  await expect(room.at("said")).toContainText(/Line \d+, column \d+/);
  await expect(room.at("said")).toContainText("nodez");
  await expect(room.at("text")).toHaveAttribute("aria-invalid", "true");
  await expect(lesson.at("title")).toHaveText("My lesson");
  await expect(room.at("add-text")).toBeDisabled();
  await expectClean(page, "a slip");
  await room.at("flaw").click();
  expect(await room.selected()).toContain("nodez");
  await page.keyboard.type("x");
  await room.at("text").fill("{");
  await expect(room.at("said")).toContainText("The text ends too early");
  await room.at("text").fill('{ "version": 1 }');
  await expect(room.at("said")).toContainText("no lesson yet");
  await room.at("text").fill(TEMPLATE);
  await expect(room.at("said")).toContainText("It can be read");
});

test("what is expected is checked, with what was found", async ({ room }) => {
  await room.open();
  await expect(room.page.locator("#author-checked")).toHaveText("3 of 3 expectations are met.");
  await room.replace('"values": ["milk"]', '"values": ["beer"]');
  await expect(room.page.locator("#author-checked")).toHaveText("2 of 3 expectations are met.");
  await expect(room.at("findings").locator(".bad")).toContainText(/expected ok, .*beer.*; found ok, .*milk/);
});

test("questions are asked under other seeds", async ({ room }) => {
  await room.open();
  await room.at("vary").click();
  await expect(room.page.getByText("24 of 24 runs")).toBeVisible({ timeout: 30_000 });
  await expect(room.at("variations").locator("b")).not.toHaveCount(1);
  await expect(room.at("variations").locator("li")).toHaveClass(/good/);
});

test("texts, questions and expectations are added at the moment that is shown", async ({ playground, lesson, room }) => {
  await room.open();
  await lesson.next();
  await lesson.next();
  const moment = Number.parseFloat((await playground.clock.textContent())!);
  await room.at("add-text").click();
  await expect.poll(async () => (await room.text()).includes('"A new text"')).toBe(true);
  expect(JSON.parse(await room.text()).narration.map((told: { at_ms: number }) => told.at_ms)).toEqual([0, 300, moment, 900]);
  await expect.poll(() => room.selected()).toContain("A new text");
  await room.at("add-truths").click();
  await expect(room.page.locator("#author-checked")).toHaveText("6 of 6 expectations are met.");
  await room.at("question").selectOption({ label: "Which values will be returned by request 2.1?" });
  await room.at("add-question").click();
  await expect(room.at("answers")).toContainText('Which values will be returned by request 2.1? "milk"');
  await room.at("former").click();
  await expect(room.at("answers")).not.toContainText("Which values");
});

test("a lesson is begun with another one, with the session, or with a file", async ({ page, playground, lesson, room }) => {
  await playground.button("kill C").click();
  await playground.step(2);
  await page.getByRole("tab", { name: "Learn" }).click();
  await page.getByRole("button", { name: "Write a lesson" }).click();
  await expect(room.at("text")).toHaveValue(TEMPLATE);
  await room.at("begin").selectOption({ label: "the session as it was" });
  await room.at("take").click();
  await expect(room.at("text")).toHaveValue(/"crash": "C"/);
  const made = JSON.parse(await room.text());
  expect(made.commands.every((command: object) => !("step" in command))).toBe(true);
  await expect(room.at("said")).toContainText("It can be read");
  await room.at("begin").selectOption({ value: "put-step-by-step" });
  await room.at("take").click();
  await expect(room.at("text")).toHaveValue(/"chapter"/);
  await expect(room.at("said")).toContainText("minutes");
  await room.at("former").click();
  await expect(room.at("text")).toHaveValue(/"crash": "C"/);
  const mine = TEMPLATE.replace("My lesson", "Out of a file");
  await room.at("file").setInputFiles({ name: "mine.json", mimeType: "application/json", buffer: Buffer.from(mine) });
  await expect(lesson.at("title")).toHaveText("Out of a file");
});

test("the lesson that is open is edited", async ({ lesson, room }) => {
  await lesson.open("hinted-handoff");
  const title = (await lesson.at("title").textContent())!;
  await lesson.at("edit").click();
  await expect(room.at("text")).toHaveValue(new RegExp(`"title": "${title}"`));
  await expect(room.page.locator("#author-checked")).toHaveText(/^(\d+) of \1 expectations are met/);
  await room.at("close").click();
  await expect(lesson.at("title")).toHaveText(title);
});

test("the draft is kept, saved, and sent as a link", async ({ page, lesson, room }) => {
  await room.open();
  await room.replace("My lesson", "Two carts");
  await expect(lesson.at("title")).toHaveText("Two carts");
  const saving = page.waitForEvent("download");
  await room.at("save").click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe("two-carts.json");
  expect(readFileSync((await file.path())!, "utf8")).toBe(await room.text());
  await room.at("link").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await page.goto("./?author");
  await expect(lesson.at("title")).toHaveText("Two carts");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(lesson.at("title")).toHaveText("Two carts");
  await expect(room.at("text")).toHaveCount(0);
});

test("what is written is no progress of a learner, and no session to come back to", async ({ page, playground, lesson, room }) => {
  await playground.step(4);
  await page.getByRole("tab", { name: "Learn" }).click();
  await page.getByRole("button", { name: "Write a lesson" }).click();
  await lesson.question();
  await lesson.answer(0);
  await page.goto("about:blank");
  await page.goto("./");
  expect(await playground.stepCount()).toBe(4);
  expect(await page.evaluate(() => localStorage.getItem("dynamo-playground lessons"))).toBeNull();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("the text and the lesson are behind tabs, and nothing is beside the page", async ({ page, room }) => {
    await room.open();
    await expect(room.at("text")).toBeVisible();
    await page.getByRole("tab", { name: "Learn", exact: true }).last().click();
    await expect(room.at("text")).toBeHidden();
    await expect(room.lesson.at("beat")).toBeVisible();
    await page.getByRole("tab", { name: "Write", exact: true }).click();
    await expect(room.at("text")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expectClean(page, "on a phone");
  });
});

for (const theme of ["light", "dark", "projector"]) {
  test(`axe-core finds no violation in the room, ${theme}`, async ({ page, room }) => {
    await page.goto(`./?author&theme=${theme}`);
    await expect(room.at("said")).toContainText("It can be read");
    await expectClean(page, "the text");
    await room.at("link").click();
    await room.at("details").click();
    await expectClean(page, "details");
  });
}

// A lesson as a learner goes through it: what the tests press and read.

import type { Page } from "@playwright/test";

import { expect, test } from "./playground";

/** The panel of a lesson. */
export class Lesson {
  constructor(readonly page: Page) {}

  at = (id: string) => this.page.locator(`#lesson-${id}`);

  async open(name: string, parameters = ""): Promise<void> {
    await this.page.goto(`./?lesson=${name}${parameters}`);
    await expect(this.at("beat")).toBeVisible();
  }

  /** Goes straight to the next stop. */
  async next(): Promise<void> {
    const before = await this.at("place").textContent();
    const beat = await this.at("beat").textContent();
    await this.at("next").click();
    if ((await this.at("place").textContent()) === before && (await this.at("beat").textContent()) === beat) {
      await this.at("next").click();
    }
    await expect(this.at("text")).not.toHaveClass(/past/);
  }

  /** Answers a question with what stands first, or with a number. */
  async answer(choice = 0): Promise<void> {
    const count = this.at("count");
    if (await count.isVisible()) {
      await count.fill(String(choice));
    } else {
      await this.page.locator(".lesson-choices label").nth(choice).click();
    }
    await this.at("answer").click();
    await expect(this.at("graded")).toBeVisible();
  }

  /** Goes on to the next question. */
  async question(): Promise<void> {
    while (!(await this.at("form").isVisible())) {
      await this.next();
    }
  }
}

/** A test on a page that can open lessons. */
export const test_with = test.extend<{ lesson: Lesson }>({
  // With all that is looked at in every test.
  lesson: async ({ page, playground: _ }, use) => {
    await use(new Lesson(page));
  },
});

export { expect };

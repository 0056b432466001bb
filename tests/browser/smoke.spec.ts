import { expect, test } from "@playwright/test";

test("the page starts without any error", async ({ page }) => {
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

  await page.goto("./");

  await expect(page.locator("#app")).not.toBeEmpty();
  expect(problems).toEqual([]);
});

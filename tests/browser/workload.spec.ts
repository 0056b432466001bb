// Clients that read and write by themselves.

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "./playground";

test("a workload starts, changes and stops, and is part of the history", async ({ page, playground }) => {
  await playground.startByHand();
  await playground.fill("Operations a second", "200");
  await playground.fill("Clients", "2");
  await playground.fill("Keys", "3");
  await playground.press("load-start");
  await expect(playground.headline).toContainText("A workload begins: 200 operations a second by 2 clients on 3 keys");
  await expect(page.locator("#load-state")).toContainText("200 operations a second begin");
  await playground.hurryUntilSaid(/Client [34] wants to get “load\/[123]”/);
  await playground.hurryUntilSaid(/Client [34] wants to put “w\d+” under “load\/[123]”/);
  await expect(page.locator(".stage .client")).toHaveCount(4);

  await playground.fill("Of them reads, %", "100");
  await playground.press("load-start");
  await expect(page.locator("#load-state")).toContainText("100 % of them reads");
  await playground.press("load-stop");
  await expect(playground.headline).toContainText("The workload ends.");
  await expect(page.locator("#load-state")).toHaveText("No workload goes on.");
  await expect(page.locator("#load-stop")).toBeDisabled();
  await playground.stepToTheEnd();

  // Back before its end it goes on.
  const end = await playground.stepCount();
  await playground.backButton.click();
  await playground.slider.fill("5");
  await expect(page.locator("#load-state")).toContainText("operations a second begin");
  await playground.slider.fill(String(end));
  await expect(page.locator("#load-state")).toHaveText("No workload goes on.");
});

test("a number that there cannot be is told of at its field, and nothing begins", async ({ page, playground }) => {
  await playground.startByHand();
  for (const [label, wrong, right, complaint] of [
    ["Operations a second", "0", "5", "Type a whole number from 1 to 1000."],
    ["Of them reads, %", "101", "50", "Type a share from 0 to 100"],
    ["Keys", "many", "5", "Type a whole number from 1 to 1000."],
    ["Skew (0: all alike)", "3.5", "1", "Type 0 to 3"],
    ["Clients", "49", "1", "Type a whole number from 1 to 48."],
  ]) {
    await playground.fill(label, wrong);
    await playground.press("load-start");
    await expect(playground.complaints).toContainText(complaint);
    await expect(playground.field(label)).toHaveAttribute("aria-invalid", "true");
    await playground.fill(label, right);
    await expect(playground.complaints).toHaveCount(0);
  }
  await expect(playground.steps).toHaveText("0");
  await playground.press("load-start");
  await expect(playground.steps).toHaveText("1");
  const { violations } = await new AxeBuilder({ page }).include("#workload").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("a changed run that was compared is kept as a branch", async ({ page, playground }) => {
  await playground.hurryBy(450);
  await page.getByRole("button", { name: "Compare" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare" });
  await dialog.getByLabel("This history, and the same").selectOption({ index: 1 });
  await dialog.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.locator("#compare-summary")).toBeVisible();
  // A change of the cluster is no branch: all branches share one.
  await expect(page.locator("#keep-branch")).toHaveCount(0);
  const without = dialog.locator("option", { hasText: "partition" }).first();
  await dialog.getByLabel("This history, and the same").selectOption((await without.getAttribute("value"))!);
  await dialog.getByRole("button", { name: "Compare", exact: true }).click();
  await page.locator("#keep-branch").click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "You look at the branch “without partition" })).toBeVisible();
  await expect(playground.choice("Branch").locator("option")).toHaveCount(2);
  await expect(page.locator(".stage .cuts line")).toHaveCount(0);
});

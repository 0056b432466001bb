// Two runs side by side: the same seed with one change, and two branches.

import { expect, test, type Playground } from "./playground";

/** Compares with the choice of this name. Gives what is said of the whole. */
async function compareWith(playground: Playground, label: string | RegExp): Promise<string> {
  await playground.button("Compare…").click();
  const choice = playground.field("This history, and the same");
  const value = await choice.locator("option").filter({ hasText: label }).first().getAttribute("value");
  await choice.selectOption(value!);
  await playground.element("#compare-now").click();
  await expect(playground.page.locator("#compare-summary")).toBeVisible();
  return (await playground.page.locator("#compare-summary").textContent())!;
}

/** The rows of a table: what they are about, and both outcomes. */
function rows(playground: Playground, table: string): Promise<string[][]> {
  return playground.page
    .locator(`#${table} tbody tr`)
    .evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent!.replace("≠ ", ""))));
}

test("a smaller W answers sooner, and the first difference is shown", async ({ page, playground }) => {
  expect(await compareWith(playground, "W = 1")).toMatch(
    /^Both were run up to 2000\.0 ms: \d+ events are the same, \d+ are not\.$/,
  );
  const first = page.locator("#first-difference");
  await expect(first.locator("dt")).toHaveText(["original", "W = 1"]);
  await expect(first).toContainText("coordinates");
  const requests = await rows(playground, "compared-requests");
  const [, original, changed] = requests.find(([subject]) => subject.startsWith("1.1:"))!;
  const after = (outcome: string) => Number(/^written, after ([\d.]+) ms$/.exec(outcome)![1]);
  expect(after(changed)).toBeLessThan(after(original));
  // Those that differ come first, and are marked with a sign.
  const marked = await page
    .locator("#compared-requests tbody tr")
    .evaluateAll((found) => found.map((row) => row.textContent!.includes("≠")));
  expect(marked).toEqual([...marked].sort((one, other) => Number(other) - Number(one)));
  for (const [place, [, left, right]] of requests.entries()) {
    expect(left !== right).toBe(marked[place]);
  }

  // What has only been run beside is not known to the page: it goes there all the same.
  await playground.element("#go-to-difference").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(playground.headline).toContainText("coordinates the request");
});

test("strict quorums fail where sloppy ones do not", async ({ playground }) => {
  await compareWith(playground, "strict quorums");
  const requests = await rows(playground, "compared-requests");
  const failed = requests.filter(([, original, changed]) => original.startsWith("written") && /failed|given up/.test(changed));
  expect(failed.length).toBeGreaterThan(0);
});

test("a message that is dropped is the first thing that differs", async ({ page, playground }) => {
  await playground.hurryUntilSaid(/coordinates the request/);
  await expect(playground.flights).not.toHaveCount(0);
  await compareWith(playground, /^write from/);
  const first = page.locator("#first-difference dd");
  await expect(first.nth(0)).toContainText("reaches");
  await expect(first.nth(1)).toContainText(/lost|dropped/);
  await expect(page.getByText(/^Only in “write from/)).toBeVisible();
});

test("two branches are compared, and the command that parts them is named", async ({ page, playground }) => {
  const moment = playground.field("Go to ms");
  await moment.fill("2000");
  await moment.press("Enter");
  await moment.fill("250");
  await moment.press("Enter");
  await expect(playground.clock).toHaveText("250.0 ms");
  await playground.button("kill C").click();
  await compareWith(playground, "original");
  await expect(page.getByText(/^Only in “crash C at 250 ms”: 250\.0 ms: C crashes\./)).toBeVisible();
  const cluster = await rows(playground, "compared-cluster");
  expect(cluster).toContainEqual(["nodes that run", "4", "5"]);
  expect((await rows(playground, "compared-keys"))[0][0]).toBe("“cart”");
});

test("offers no change that makes no sense", async ({ page, playground }) => {
  await playground.startAnew({ "R, to read": "3" });
  await playground.button("Compare…").click();
  const offered = await playground.field("This history, and the same").locator("option").allTextContents();
  // R = 3 needs three copies.
  expect(offered).not.toContain("N = 2");
  expect(offered).toContain("N = 4");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

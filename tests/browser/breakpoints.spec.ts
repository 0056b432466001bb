// Time stops by itself at what matters, and says why.

import { expect, test, type Playground } from "./playground";

/** Sets a breakpoint by its name. */
async function stopAt(playground: Playground, name: string): Promise<void> {
  const box = await playground.unfolded(name);
  await box.check();
  // The panel lies before the stage.
  await playground.element("#breakpoints > summary").click();
}

/** Plays as fast as can be until a breakpoint has fired. Gives what is said of it. */
async function play(playground: Playground): Promise<string> {
  const before = await playground.stepCount();
  await playground.choice("Speed").selectOption({ label: "200 ms a second" });
  await playground.button("Play").click();
  await expect.poll(() => playground.stepCount()).toBeGreaterThan(before);
  await expect(playground.page.locator("#said")).toBeVisible({ timeout: 20_000 });
  await expect(playground.button("Play")).toBeVisible();
  return (await playground.page.locator("#said span").textContent())!;
}

test("stops where a conflict appears, and goes on from there", async ({ page, playground }) => {
  await stopAt(playground, "conflict appears");
  await expect(page.locator("#breakpoints > summary")).toHaveText("Breakpoints (1 set)");
  const said = await play(playground);
  expect(said).toMatch(/^Breakpoint at [\d.]+ ms: a conflict appears\./);
  await expect(playground.headline).toContainText("2 siblings now");
  expect(said).toContain((await playground.narration()).replace(/Dynamo §.*/, "").trim());
  const [steps, time] = [await playground.stepCount(), await playground.time()];
  expect(said).toContain(`${time.toFixed(1)} ms`);
  // Nothing moves on by itself.
  await page.waitForTimeout(300);
  await expect(playground.steps).toHaveText(String(steps));
  // It is said no longer once one has gone elsewhere.
  await playground.backButton.click();
  await expect(page.locator("#said")).toHaveCount(0);
  await playground.step();
  await expect(page.locator("#said")).toContainText("a conflict appears");
  await playground.button("Play").click();
  await expect.poll(() => playground.stepCount()).toBeGreaterThan(steps);
});

test("stops at every hint of the story, and at none when it is not asked to", async ({ page, playground }) => {
  await stopAt(playground, "hint is stored");
  expect(await play(playground)).toContain("a hint is stored");
  await expect(playground.headline).toContainText("as a hint for");
  const first = await playground.stepCount();
  expect(await play(playground)).toContain("a hint is stored");
  expect(await playground.stepCount()).toBeGreaterThan(first);
  const box = await playground.unfolded("hint is stored");
  await box.uncheck();
  await playground.button("Play").click();
  await expect(playground.stepButton).toBeDisabled({ timeout: 30_000 });
  await expect(page.locator("#said")).toHaveCount(0);
});

test("a stale read names the write that it missed", async ({ playground }) => {
  await playground.startByHand({ "R, to read": "1", "W, to write": "1" });
  await stopAt(playground, "read is stale");
  const [first, second] = await playground.preferenceList();
  await playground.split(first);
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilSaid(/has waited/);
  await playground.sendTo(second);
  await playground.button("Get").click();
  await playground.hurryUntilSaid(/has waited/);
  await expect(playground.page.locator("#said")).toContainText(
    "a read is stale. Request 1.2 returned neither what request 1.1 wrote nor a version that supersedes it",
  );
});

test("a wrong belief is told with the truth beside it", async ({ playground }) => {
  await stopAt(playground, "node’s belief is wrong");
  await playground.button("kill B").click();
  const said = await play(playground);
  expect(said).toMatch(/a node’s belief is wrong\. \w asks B for an answer, but B is down\./);
});

test("stops at a node, and goes on to the next stop", async ({ page, playground }) => {
  await playground.unfold(page.locator("#breakpoint-node"));
  await playground.element("#breakpoint-node").selectOption({ label: "D" });
  await playground.button("Stop there").click();
  await expect(playground.field("something happens at D")).toBeChecked();
  await expect(playground.button("Stop there")).toBeDisabled();
  await playground.element("#breakpoints > summary").click();
  expect(await play(playground)).toContain("something happens at D");
  await playground.choice("Step to").selectOption({ label: "breakpoint that is set" });
  const steps = await playground.stepCount();
  await playground.button("On to the next").click();
  expect(await playground.stepCount()).toBeGreaterThan(steps);
  await expect(page.locator("#said")).toContainText("something happens at D");
});

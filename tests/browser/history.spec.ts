// Versions and hints as a person meets them: siblings come about, are understood and merged; a hint
// is kept, waits and is delivered.

import { expect, test, type Playground } from "./playground";

/** Both sides of a split network take a write of their own; then the network is whole again. */
async function conflict(playground: Playground): Promise<string[]> {
  const list = await playground.preferenceList();
  const [first, , third, ...fallbacks] = list;
  await playground.split(third, ...fallbacks);
  await playground.button("client 1").click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilOver();
  await playground.button("client 2").click();
  await playground.sendTo(third);
  await playground.put("bread");
  await playground.hurryUntilOver();
  await playground.button("Heal").click();
  await playground.hurryUntil("every hint is handed over", ({ atEnd }) => atEnd);
  return list;
}

test("siblings: partition, write twice, heal, read, understand why, merge, see one version", async ({ page, playground }) => {
  await playground.startByHand();
  await playground.openPicture("Versions");
  const words = page.locator("#history-words");
  const cards = page.locator(".graph .version");
  await expect(words).toContainText("No version of “cart” has been made.");
  const [first, second, third] = await conflict(playground);

  await expect(cards).toHaveCount(2);
  await expect(words).toContainText("2 of them are siblings");
  await expect(page.locator(".version.sibling")).toHaveCount(2);
  // The one that was written on the fallbacks’ side has not come to the others yet, or the other way round.
  await expect(page.locator("#agreement")).toContainText(/^[A-E] lacks [A-E]:1/);
  await expect(page.locator(".graph path")).toHaveCount(0);
  // The two entries that disagree, in the sentence and lit in both clocks.
  const why = page.locator("#pair-words");
  await expect(why).toContainText(`“milk” has ${first}:1, which “bread” lacks; “bread” has ${third}:1, which “milk” lacks: neither has seen the other`);
  const clocks = page.locator(".pair-of-versions .clocks code");
  await expect(clocks.nth(0).locator(".telling")).toHaveText([`${first}:1`, `no ${third}`]);
  await expect(clocks.nth(1).locator(".telling")).toHaveText([`${third}:1`, `no ${first}`]);

  // Side by side: in one column.
  const [one, other] = await Promise.all([cards.nth(0).boundingBox(), cards.nth(1).boundingBox()]);
  expect(one!.x).toBe(other!.x);
  expect(one!.y).not.toBe(other!.y);

  // Nobody has read them: nobody can merge them yet.
  await expect(page.locator("#dock-picture .merge")).toHaveCount(0);
  await playground.button("Get").click();
  await playground.hurryUntilOver();
  await expect(playground.outcome).toContainText("2 siblings");
  const merges = page.locator("#dock-picture .merge li");
  await expect(merges).toHaveCount(4);
  await expect(page.locator("#inspector .merge li")).toHaveCount(4);
  const union = merges.filter({ hasText: "Union of the carts" });
  await expect(union.locator(".would")).toHaveText(/^writes “(milk, bread|bread, milk)”$/);
  const would = /“(.*)”/.exec((await union.locator(".would").textContent())!)![1];
  await union.getByRole("button").click();
  await expect(playground.headline).toContainText("merges the versions of “cart”");
  await playground.hurryUntilOver();

  await expect(cards).toHaveCount(3);
  await expect(cards.nth(2).locator(".value")).toHaveText(would);
  await expect(page.locator(".version.newest")).toHaveCount(1);
  await expect(page.locator(".graph path.read")).toHaveCount(2);
  await expect(words).toContainText(`The newest is “${would}”`);
  for (const node of [first, second, third]) {
    expect(await playground.values(node)).toEqual([would]);
  }
  await expect(page.locator("#agreement")).toHaveText("All 3 replicas agree.");

  // Another two: the merge descends from either. Choosing goes by keys as well.
  await cards.nth(2).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowLeft");
  await expect(cards.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(why).toContainText("descends from");
  await expect(cards.nth(2)).toHaveAttribute("aria-pressed", "true");

  // It goes there in time: the merge is still to come then.
  await page.locator("#faced li").first().getByRole("button", { name: "Go there" }).click();
  await expect(cards).toHaveCount(2);
});

for (const [label, expected] of [
  [/^Last write/, "bread"],
  [/^Keep “milk”/, "milk"],
] as const) {
  test(`siblings become one: ${label}`, async ({ page, playground }) => {
    await playground.startByHand();
    const [first] = await conflict(playground);
    await playground.button("Get").click();
    await playground.hurryUntilOver();
    await page.locator("#inspector .merge").getByRole("button", { name: label }).click();
    await playground.hurryUntilOver();
    expect(await playground.values(first)).toEqual([expected]);
    await expect(page.locator("#inspector .merge")).toHaveCount(0);
  });
}

test("a write that another replaces unread is marked as lost, and why", async ({ page, playground }) => {
  const [first] = await playground.startByHand();
  await playground.sendTo(first);
  const blind = async (value: string) => {
    await playground.field("Value, or item").fill(value);
    await playground.press("put-blind");
    await playground.hurryUntilOver();
  };
  await playground.openPicture("Versions");
  await blind("milk");
  await blind("bread");
  const lost = page.locator(".version.lost");
  await expect(lost).toHaveCount(1);
  await expect(lost.locator("em")).toHaveText("replaced unread");
  await expect(page.locator(".graph path.unread")).toHaveCount(1);
  await expect(page.locator("#history-words")).toContainText("although its writer had not read it; its client had been told that it is written");
});

test("a hint: kill, write, see it wait and why, revive, see it delivered", async ({ page, playground }) => {
  const [first, , third] = await playground.startByHand();
  await playground.openPicture("Hints");
  const words = page.locator("#hints-words");
  const lives = page.locator(".lives > li");
  await expect(words).toContainText("No hint has been stored");
  await playground.button(`kill ${third}`).click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilSaid(/as a hint for/);
  await expect(page.locator("#hint-debt")).toHaveText("1");
  await expect(lives).toHaveCount(1);
  await expect(lives.first()).toHaveClass(/outstanding/);
  await expect(lives.first().locator(".life .letter").nth(1)).toHaveText(third);
  const standIn = (await lives.first().locator(".life .letter").first().textContent())!;
  await expect(words).toContainText(`One hint is waiting: ${standIn} keeps “cart” for ${third}: waiting for`);
  await playground.hurryUntilSaid(/ask .* whether it is back/);
  await expect(lives.first().locator(".standing")).toContainText(/waiting for [\d.]+ ms: /);

  await playground.button(`revive ${third}`).click();
  await playground.hurryUntilSaid(/has heard from .* hands one hinted object over/);
  await expect(lives.first().locator(".moment.sent")).toHaveCount(1);
  await expect(lives.first().locator(".standing")).toContainText(`on its way to ${third}`);
  await playground.hurryUntilSaid(/deletes its hint of “cart”/);
  await expect(page.locator("#hint-debt")).toHaveText("0");
  await expect(lives.first().locator(".standing")).toContainText(/^delivered after [\d.]+ ms$/);
  await expect(lives.first().locator(".moment")).toHaveCount(3);
  expect(await playground.values(third)).toEqual(["milk"]);

  // By keys along its life, and back to where it was sent; there it is on its way again.
  await lives.first().locator(".life").focus();
  await page.keyboard.press("ArrowRight");
  await expect(lives.first().locator(".moment").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#hint-debt")).toHaveText("1");
  await expect(page.locator("#node-title")).toContainText(standIn);
  await expect(playground.said).toContainText("hands one hinted object over");
});

test("a request tells its way: one hop more, the time in each stage, what was beside the usual course", async ({ page, playground }) => {
  const [first, , third, fallback] = await playground.startByHand();
  await playground.sendTo(fallback);
  await playground.put("milk");
  await playground.hurryUntilSaid(/hands the request on/);
  const way = page.locator("#way");
  await expect(way).toContainText("One hop more than a partition-aware client needs.");
  await expect(way.locator(".letter")).toHaveCount(2);
  const stages = page.locator("#stages > li");
  await expect(stages.filter({ has: page.locator("[aria-current=step]") })).toContainText("handed on");
  await expect(stages.first().locator(".when")).toHaveText(/^[\d.]+ ms$/);
  await playground.hurryUntilSaid(/coordinates the request/);
  await expect(page.locator(".inspector .slots .left")).not.toHaveCount(0);
  await expect(page.locator(".inspector .slots .awaited .when").first()).toHaveText(/^awaited, [\d.]+ ms left$/);
  await playground.hurryUntilOver();

  // What led into a stage can be gone to.
  const steps = await playground.stepCount();
  await stages.nth(2).locator(".told-event").click();
  await expect(playground.headline).toContainText("coordinates the request");
  expect(await playground.stepCount()).toBeLessThan(steps);
  await playground.hurryUntilOver();

  await playground.button(`kill ${third}`).click();
  await playground.sendTo(first);
  await playground.put("bread");
  await playground.hurryUntilOver();
  await expect(way).toContainText("No hop: the node that the client came to is one of those that keep the key.");
  const beside = page.locator("#beside");
  await expect(beside).toContainText(`stops waiting for ${third}`);
  await expect(beside).toContainText(`stands in for ${third}`);
  await expect(beside).toContainText("as a hint for");
});

test("a partition-aware client needs no hop, once it knows the ring", async ({ page, playground }) => {
  await playground.startByHand();
  await playground.field("Sent to").selectOption({ value: "aware" });
  await playground.put("milk");
  await expect(page.locator("#stages [aria-current=step]")).toContainText("asking who the members are");
  await playground.hurryUntilOver();
  await expect(page.locator("#way")).toContainText("No hop: a partition-aware client goes straight");
  await expect(page.locator("#stages > li").filter({ hasText: "handed on" })).toHaveCount(0);
});

// What goes wrong, by hand: nodes that crash, a network that splits, a quorum that is missed.

import { expect, test } from "./playground";

test("a stand-in keeps a hint for a node that is down and hands it over once that is back", async ({ page, playground }) => {
  const [first, second, third, standIn] = await playground.startByHand();
  await playground.button(`kill ${second}`).click();
  await expect(playground.headline).toContainText(`${second} crashes. Its memory is gone; its disk stays.`);
  await expect(playground.nodeButton(second)).toHaveAccessibleName(/, down/);
  await expect(playground.node(second)).toContainText("down");

  await playground.sendTo(first);
  await playground.put("milk");
  const hint = page.locator(".stage .chip.hinted");
  await playground.stepUntilHeadline(/ is lost: nobody runs there/);
  await expect(hint).toHaveCount(0);
  await playground.stepUntil("a hint is kept", async () => (await hint.count()) > 0);
  await expect(playground.headline).toContainText(`as a hint for ${second}, apart from its own data`);
  await expect(playground.node(standIn).locator(".chip.hinted")).toHaveText(`for ${second}: milk`);
  await expect(playground.nodeButton(standIn)).toHaveAccessibleName(new RegExp(`keeps a hint for ${second}`));
  await expect(playground.replica(standIn)).toContainText(`hint for ${second}: milk`);
  await expect(playground.replica(second)).toContainText("nothing");
  const slots = await playground.slots();
  expect(slots.find(({ node }) => node === second)!.state).toBe("silent");
  await expect(page.locator(".inspector .slots")).toContainText(`stands in for ${second}`);

  await playground.button(`revive ${second}`).click();
  await expect(playground.headline).toContainText(`${second} starts again on the disk that is there.`);
  await playground.stepUntil("the hint is deleted", async () => (await hint.count()) === 0);
  await expect(playground.headline).toContainText(`${standIn} deletes its hint of “cart”: ${second} has stored it.`);
  for (const node of [first, second, third]) {
    await expect(playground.replica(node).locator(".value")).toHaveText("milk");
  }
  await expect(playground.replica(standIn)).toHaveCount(0);
});

test("both halves of a split network take a write; a get finds siblings; a merge makes them one", async ({ page, playground }) => {
  test.slow();
  const [first, second, third, ...fallbacks] = await playground.startByHand();
  await playground.split(third, ...fallbacks);
  await expect(playground.headline).toContainText("The network splits");
  await expect(playground.node(first)).toContainText("side 1");
  await expect(playground.node(third)).toContainText("side 2");
  await expect(page.locator(".stage .cuts line").first()).toBeVisible();

  // Client 1 writes on one side, client 2 on the other.
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(/Client 1 hears from/);
  await expect(playground.outcome).toHaveText("Answer: written.");
  await playground.button("client 2").click();
  await playground.sendTo(third);
  await playground.put("bread");
  await playground.stepUntilHeadline(/Client 2 hears from/);
  await expect(playground.outcome).toHaveText("Answer: written.");
  await expect(playground.replica(second).locator(".value")).toHaveText("milk");
  await expect(playground.replica(third).locator(".value")).toHaveText("bread");

  await playground.button("Heal").click();
  await expect(playground.headline).toContainText("The network is whole again. No node is told.");
  await expect(page.locator(".stage .cuts line")).toHaveCount(0);
  await playground.stepUntil("every hint is handed over", async () => (await page.locator(".chip.hinted").count()) === 0);
  await playground.stepToTheEnd();

  // A get finds both, each with its clock.
  await playground.button("client 1").click();
  await playground.button("Get").click();
  await playground.stepUntilHeadline(/Client 1 hears from/);
  await expect(playground.outcome).toContainText("2 siblings. The application must merge them.");
  const found = await playground.outcome.locator(".value").allTextContents();
  expect(found.sort()).toEqual(["bread", "milk"]);
  const clocks = await playground.outcome.locator("code").allTextContents();
  expect(clocks.sort()).toEqual([`[(${first}, 1)]`, `[(${third}, 1)]`].sort());
  await expect(page.locator("#conflict")).toContainText("Neither descends from the other");
  for (const clock of clocks) {
    await expect(page.locator("#conflict")).toContainText(clock);
  }
  await expect(page.locator(".stage .client").first()).toContainText("read: 2 siblings");
  await playground.stepToTheEnd();

  await playground.button("Merge what was read").click();
  await expect(playground.headline).toContainText("Client 1 merges the versions of “cart”");
  await playground.stepToTheEnd();
  await expect(playground.outcome).toHaveText("Answer: written.");
  await expect(page.locator("#conflict")).toHaveCount(0);
  const merged = await playground.replica(first).locator(".value").textContent();
  expect(merged!.split(", ").sort()).toEqual(["bread", "milk"]);
  const clock = await playground.replica(first).locator("code").textContent();
  for (const node of [first, second, third]) {
    await expect(playground.replica(node).locator(".versions li")).toHaveCount(1);
    await expect(playground.replica(node).locator(".value")).toHaveText(merged!);
    await expect(playground.replica(node).locator("code")).toHaveText(clock!);
  }
});

test("a put that misses its strict quorum fails at its deadline, and nobody claims to know its outcome", async ({ page, playground }) => {
  const settings = { "W, to write": "3", "Quorum (§4.6)": "strict: the N primaries" };
  const [first, second, third] = await playground.startByHand(settings);
  await playground.button(`kill ${second}`).click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(/coordinates the request/);
  await expect(page.locator(".quorum-line")).toContainText("W = 3 needed");
  const deadline = (await page.locator(".quorum-line .when").textContent())!.replace("fails at ", "");

  const told: string[] = [];
  await playground.stepUntil("the put has failed", async () => {
    told.push((await page.locator("body").textContent())!);
    return (await playground.outcome.count()) > 0;
  });
  await expect(playground.clock).toHaveText(deadline);
  await expect(playground.headline).toContainText("only 2 of 3 answers by the deadline");
  await expect(playground.headline).toContainText("may still have been stored somewhere");
  await expect(playground.outcome).toContainText("failed, 2 of 3 nodes answered in time");
  await expect(playground.outcome).toContainText("may have taken effect all the same");
  expect(await playground.stage()).toContain("failed: outcome unknown");

  // The dead node is asked for ever whether it is back; look on for a while.
  await playground.step(5);
  told.push((await page.locator("body").textContent())!);
  for (const text of told) {
    expect(text).not.toMatch(/not (been )?(written|stored|saved)|nothing was written|rolled back/i);
  }
  // It did take effect in part, and stays so.
  for (const node of [first, third]) {
    await expect(playground.replica(node).locator(".value")).toHaveText("milk");
  }
  await expect(page.locator(".chip.hinted")).toHaveCount(0);
});

test("a client whose node never answers gives up without knowing", async ({ page, playground }) => {
  const [first] = await playground.startByHand();
  await playground.button(`kill ${first}`).click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepToTheEnd();
  await expect(playground.headline).toContainText("nobody can tell whether it took effect");
  await expect(page.locator(".outcome.failed")).toContainText("The client gave up: no answer came.");
  expect(await playground.stage()).toContain("failed: outcome unknown");
});

test("a node on the stage can be selected, killed and revived from the inspector", async ({ page, playground }) => {
  await playground.node("C").click();
  const inspector = page.getByRole("region", { name: "Inspector" });
  await expect(inspector.getByRole("heading", { name: "Node C" })).toBeVisible();
  await inspector.getByRole("button", { name: "Kill C" }).click();
  await expect(page.locator("#node-words")).toContainText("Node C, down");
  await inspector.getByRole("button", { name: "Revive C" }).click();
  await expect(page.locator("#node-words")).toContainText("Node C, up");
  await inspector.getByRole("button", { name: "Close" }).click();
  await expect(inspector.getByRole("heading", { name: "Node C" })).toHaveCount(0);
});

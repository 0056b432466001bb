// What becomes of versions: deletions, counters, sets, kinds of clocks, last write wins.

import { expect, test, type Playground } from "./playground";

/** Both sides of a split network take a write of their own; then the network is whole again. */
async function writeOnBothSides(playground: Playground, one: () => Promise<void>, other: () => Promise<void>): Promise<string[]> {
  const list = await playground.preferenceList();
  const [first, , third, ...fallbacks] = list;
  await playground.split(third, ...fallbacks);
  await playground.button("client 1").click();
  await playground.sendTo(first);
  await one();
  await playground.hurryUntilOver();
  await playground.button("client 2").click();
  await playground.sendTo(third);
  await other();
  await playground.hurryUntilOver();
  await playground.button("Heal").click();
  await playground.hurryUntil("every hint is handed over", ({ atEnd }) => atEnd);
  return list;
}

async function get(playground: Playground): Promise<void> {
  await playground.button("Get").click();
  await playground.hurryUntilOver();
}

test("W for one request alone, and the next is as usual", async ({ page, playground }) => {
  await playground.startByHand();
  const quorum = await playground.unfolded("R or W for this request (empty: as usual)");
  const needed = async (name: string, wanted: string) => {
    await quorum.fill(wanted);
    await playground.button(name).click();
    await playground.hurryUntilSaid(/coordinates the request/);
    const line = await page.locator(".quorum-line").textContent();
    await playground.hurryUntilOver();
    return /[RW] = \d needed/.exec(line!)![0];
  };
  expect(await needed("Put", "3")).toBe("W = 3 needed");
  expect(await needed("Get", "1")).toBe("R = 1 needed");
  expect(await needed("Put", "")).toBe("W = 2 needed");
});

test("a deletion leaves a tombstone, which goes once nobody needs it", async ({ playground }) => {
  const [first, second, third] = await playground.startByHand({ "Tombstones may go after … ms (empty: never)": "400" });
  await playground.put("milk");
  await playground.hurryUntilOver();
  await get(playground);
  await playground.press("delete");
  await expect(playground.headline).toContainText("Client 1 wants to delete “cart”.");
  await playground.hurryUntilOver();
  for (const node of [first, second, third]) {
    expect(await playground.values(node)).toEqual(["deleted"]);
    await expect(playground.node(node).locator(".chip")).toHaveText("deleted");
  }
  await get(playground);
  await expect(playground.outcome).toContainText("Answer: deleted.");

  await playground.hurryUntilSaid(/asks every member whether the tombstone of “cart” may go/);
  await playground.hurryUntilSaid(/forgets the tombstone of “cart”: nobody holds anything older/);
  await playground.hurryUntilSaid(new RegExp(`[${second}${third}] forgets the tombstone`));
});

test("a counter counts what both sides of a partition have counted", async ({ page, playground }) => {
  await playground.startByHand();
  const countUp = () => playground.press("count-up");
  const [first, second, third] = await writeOnBothSides(playground, countUp, countUp);
  await get(playground);
  await expect(playground.outcome).toContainText("2 siblings");
  await expect(page.locator(".stage .client").nth(1)).toContainText("read: 2 siblings");
  await playground.press("count-down");
  await expect(playground.headline).toContainText("states merge in any order");
  await playground.hurryUntilOver();
  for (const node of [first, second, third]) {
    // One for each side, less the last one.
    expect(await playground.values(node)).toEqual([expect.stringMatching(/^count 1: 1\+1-0 2\+1-1$/)]);
  }
  await expect(page.locator("#conflict")).toHaveCount(0);
});

test("an item that one side removes and the other adds anew stays in the set", async ({ page, playground }) => {
  await playground.startByHand();
  await playground.field("Value, or item").fill("milk");
  await playground.press("set-add");
  await playground.hurryUntilOver();
  await get(playground);
  await playground.button("client 2").click();
  await get(playground);
  const remove = () => playground.press("set-remove");
  const add = async () => {
    await playground.field("Value, or item").fill("bread");
    await playground.press("set-add");
  };
  const [first] = await writeOnBothSides(playground, remove, add);
  await get(playground);
  await expect(playground.outcome).toContainText("2 siblings");
  await playground.field("Value, or item").fill("oil");
  await playground.press("set-add");
  await playground.hurryUntilOver();
  const [merged, ...others] = await playground.values(first);
  expect(others).toEqual([]);
  // What was removed does not come back, as it does in a cart.
  expect(merged.split(" | ")[0]).toBe("set bread@2.1, oil@2.2");
  await expect(page.locator("#conflict")).toHaveCount(0);
});

test("the last write by a wrong clock wins, and an acknowledged write is lost", async ({ playground }) => {
  const [first, second, third] = await playground.startByHand({ Siblings: "last write wins" });
  await playground.choose(first);
  await (await playground.unfolded("Clock ahead by … ms")).fill("5000");
  await playground.press("set-skew");
  await expect(playground.headline).toContainText(`The clock of ${first} is now 5000 ms ahead.`);
  await playground.node(first).click();
  await expect(playground.page.locator("#node-facts")).toContainText("Its clock is 5000 ms ahead.");

  await playground.sendTo(first);
  await playground.put("earlier");
  await playground.hurryUntilOver();
  await playground.button("client 2").click();
  await playground.sendTo(second);
  await playground.put("later");
  await playground.hurryUntilSaid(/keeps the version with the latest wall-clock time and drops one other: last write wins, read or unread/);
  await playground.hurryUntilOver();
  await expect(playground.outcome).toHaveText("Answer: written.");
  for (const node of [first, second, third]) {
    expect(await playground.values(node)).toEqual(["earlier"]);
  }
});

test("interleaved writers: each kind of clock has its own outcome", async ({ playground }) => {
  test.slow();
  const outcome = async (clocks: string) => {
    const [first] = await playground.startByHand({ "Clocks (§4.4)": clocks });
    await playground.sendTo(first);
    await playground.put("0");
    await playground.hurryUntilOver();
    const as = async (client: number, value?: string) => {
      await playground.button(`client ${client}`).click();
      await (value ? playground.put(value) : playground.button("Get").click());
      await playground.hurryUntilOver();
    };
    // Both read; then each writes, with what it has read by then: always a little out of date.
    await as(1);
    await as(2);
    await as(1, "anne 1");
    await as(2, "bob 1");
    await as(1);
    await as(2, "bob 2");
    await as(2);
    await as(1, "anne 2");
    return playground.values(first);
  };
  // The others are lost without a word.
  expect(await outcome("per version (the paper)")).toEqual(["anne 2"]);
  // No write replaces anything that it should: they pile up.
  const riak = await outcome("per object (early Riak)");
  const dotted = await outcome("dotted version vectors");
  expect(riak.sort()).toEqual(["anne 1", "anne 2", "bob 1", "bob 2"]);
  // Each writer’s last: it replaced what that writer had read.
  expect(dotted.sort()).toEqual(["anne 2", "bob 2"]);
});

test("a clock that is cut too short makes a conflict where there is none", async ({ page, playground }) => {
  const [first, second] = await playground.startByHand({ "Longest clock, in pairs": "1" });
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilOver();
  // Only the node that made it is out of reach: another one makes the next version.
  await get(playground);
  await playground.button(`kill ${first}`).click();
  await playground.sendTo(second);
  await playground.put("bread");
  await playground.hurryUntilSaid(new RegExp(`drops the oldest pair of the clock, that of ${first}: it had grown too long`));
  await playground.hurryUntilSaid(/2 siblings now/);
  await expect(page.locator("#conflict")).toContainText("Neither descends from the other");
});

test("a key space has quorums of its own", async ({ page, playground }) => {
  await playground.startByHand({ "Key spaces: prefix N R W, …": "log/ 5 1 4" });
  await playground.field("Key").fill("log/today");
  await playground.put("sunny");
  await playground.hurryUntilSaid(/coordinates the request/);
  await expect(page.locator(".quorum-line")).toContainText("W = 4 needed");
  await expect(page.locator("#replicas > li")).toHaveCount(5);
  await playground.field("Key").fill("cart");
  await expect(page.locator("#replicas > li")).toHaveCount(3);
});

// Memory, disks, and the background work that fills them again.

import { expect, test } from "./playground";

const BUFFER = "Write buffer, flushed every … ms (empty: none)";
const ANTI_ENTROPY = "Anti-entropy every … ms (empty: never)";

test("a crash before the flush loses what is in memory; the durable copy stays", async ({ page, playground }) => {
  const primaries = (await playground.startByHand({ [BUFFER]: "60000", "Copies on disk at once": "1" })).slice(0, 3);
  await playground.sendTo(primaries[0]);
  await playground.put("milk");
  await playground.hurryUntilSaid(/in memory only: a crash would lose it/);
  await playground.hurryUntilOver();
  const inMemory = [];
  const onDisk = [];
  for (const node of primaries) {
    const text = await playground.replica(node).textContent();
    (/in memory only/.test(text!) ? inMemory : onDisk).push(node);
  }
  expect(inMemory).toHaveLength(2);
  expect(onDisk).toHaveLength(1);
  const rows = await playground.figures();
  expect(rows.filter(({ objects }) => objects === "1 (1 in memory)").map(({ node }) => node).sort()).toEqual([...inMemory].sort());
  await playground.node(inMemory[0]).click();
  await expect(page.locator("#node-facts")).toContainText("In the write buffer, where a crash would lose them: 1 (Dynamo §6.1).");

  for (const node of primaries) {
    await playground.button(`kill ${node}`).click();
    await playground.button(`revive ${node}`).click();
  }
  for (const node of inMemory) {
    await expect(playground.replica(node)).toContainText("nothing");
  }
  expect(await playground.values(onDisk[0])).toEqual(["milk"]);
  await expect(playground.replica(onDisk[0])).not.toContainText("in memory only");
});

test("what has been flushed outlives a crash", async ({ playground }) => {
  const [first] = await playground.startByHand({ [BUFFER]: "200", "Copies on disk at once": "0" });
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilOver();
  await expect(playground.replica(first)).toContainText("in memory only");
  await playground.hurryUntilSaid(new RegExp(`${first} writes one object from memory to disk: a crash cannot lose them now`));
  await expect(playground.replica(first)).not.toContainText("in memory only");
  await playground.button(`kill ${first}`).click();
  expect(await playground.values(first)).toEqual(["milk"]);
});

test("a wiped disk is filled again by comparing trees, level by level, at the cost of what differs", async ({ playground }) => {
  test.slow();
  const [first] = await playground.startByHand({ [ANTI_ENTROPY]: "200", "Levels of a Merkle tree": "3" });
  await playground.sendTo(first);
  // Under several keys, so that shipping everything would cost something.
  for (const key of ["cart", "tea", "salt", "rice", "corn"]) {
    await playground.field("Key").fill(key);
    await playground.put(`what stands under ${key}`);
    await playground.hurryUntilOver();
  }
  await playground.field("Key").fill("cart");
  await playground.choose(first);
  await playground.press("wipe");
  await expect(playground.headline).toContainText(`${first} loses its disk, with all data, hints and counters on it.`);
  await expect(playground.nodeButton(first)).toHaveAccessibleName(/, down/);
  await playground.button(`revive ${first}`).click();
  await expect(playground.replica(first)).toContainText("nothing");

  await playground.hurryUntilSaid(/compares \d+ hashes of level 0 with .: [1-9]\d* differ/);
  await playground.hurryUntilSaid(/compares \d+ hashes of level 1 with .: [1-9]\d* differ/);
  await playground.hurryUntilSaid(/compares \d+ hashes of level 3 with .: [1-9]\d* differ/);
  await playground.hurryUntilSaid(/compares .* with .: \d+ differ and are shipped, nothing else/);
  await playground.hurryUntilSaid(/The comparison with . is over: \d+ hash(es)?, \d+ objects?, \d+ bytes and \d+ reads? from disk in all. Shipping (the one shared object|all \d+ shared objects) would have cost \d+ bytes/);
  await expect.poll(async () => {
    await playground.hurryBy(100);
    return playground.values(first);
  }, { intervals: [0] }).toEqual(["what stands under cart"]);
});

test("background work yields while requests are slow", async ({ page, playground }) => {
  const settings = { [ANTI_ENTROPY]: "100", "Reads below … ms before background work (empty: no limit)": "1" };
  const [first] = await playground.startByHand(settings);
  await playground.sendTo(first);
  await playground.node(first).click();
  const admitted = async () => Number(/Admits (\d+) slices/.exec((await page.locator("#node-facts").textContent())!)![1]);
  await playground.hurryBy(300);
  const before = await admitted();
  for (let request = 1; request <= 3; request += 1) {
    await playground.button("Get").click();
    await playground.hurryUntilOver();
  }
  await playground.hurryUntilSaid(new RegExp(`${first} puts comparing trees off: requests are too slow for work in the background`));
  expect(await admitted()).toBeLessThan(before);
});

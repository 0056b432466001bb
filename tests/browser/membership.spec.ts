// Who belongs to the ring, who is thought to be up, and who knows it.

import { expect, test, type Playground } from "./playground";

const GOSSIP = { "Gossip every … ms (empty: never)": "500", "Seeds, as in: A B": "A B" };

const node = (rows: { node: string }[], letter: string) => rows.find(({ node }) => node.startsWith(letter));

/** A put that every primary has stored. */
async function putMilk(playground: Playground): Promise<void> {
  await playground.put("milk");
  await playground.hurryUntilOver();
}

test("a new node joins by gossip, takes its ranges over and becomes a full member", async ({ playground }) => {
  test.slow();
  await playground.startByHand(GOSSIP);
  await putMilk(playground);
  await playground.press("join");
  await expect(playground.node("F")).toBeVisible();
  await playground.hurryUntilSaid(/F knows no member yet and asks the seed [AB]/);
  await playground.hurryUntilSaid(/[A-E] learns by gossip that F is joining/);
  await expect(playground.nodeButton("F")).toHaveAccessibleName(/joining/);
  await playground.hurryUntilSaid(/F asks . for a range that it is going to keep/);
  await playground.hurryUntilSaid(/. has confirmed: . sends it|F needs nothing of the range that . offers/);
  await playground.hurryUntilSaid(/F notes down that F is a full member, and tells others/);
  await playground.hurryUntilSaid(/[A-E] learns by gossip that F is a full member/);
  const rows = await playground.figures();
  expect(rows).toHaveLength(6);
  const joined = node(rows, "F") as (typeof rows)[number];
  expect(joined.node).toBe("F");
  expect(joined.tokens).toBe(8);
  expect(joined.share).toBeGreaterThan(5);
});

test("a node leaves and hands over all it has", async ({ playground }) => {
  test.slow();
  const [first] = await playground.startByHand(GOSSIP);
  await putMilk(playground);
  await playground.choose(first);
  await playground.press("leave");
  await expect(playground.said).toContainText(`${first} is told to hand everything over and leave the ring.`);
  await playground.hurryUntilSaid(new RegExp(`${first} is no member any more`));
  await expect(playground.nodeButton(first)).toHaveAccessibleName(/no member any more/);
  const rows = await playground.figures();
  const gone = node(rows, first) as (typeof rows)[number];
  expect(gone.share).toBe(0);
  // The key has found three other keepers, and each has what was written.
  const primaries = (await playground.preferenceList()).slice(0, 3);
  expect(primaries).not.toContain(first);
  for (const primary of primaries) {
    expect(await playground.values(primary)).toEqual(["milk"]);
  }
});

test("a node that is gone for good is taken out of the ring by another", async ({ playground }) => {
  test.slow();
  const [first, second] = await playground.startByHand(GOSSIP);
  await putMilk(playground);
  await playground.choose(second);
  await playground.press("remove-member");
  await expect(playground.complaints).toHaveText(`${second} is running: tell it to leave, or kill it first.`);
  await playground.button(`kill ${second}`).click();
  await expect(playground.complaints).toHaveCount(0);
  await playground.press("remove-member");
  await expect(playground.said).toContainText(`is told that ${second} is gone for good.`);
  await playground.hurryUntilSaid(new RegExp(`learns by gossip that ${second} is no member any more`));
  const primaries = (await playground.preferenceList()).slice(0, 3);
  expect(primaries).toContain(first);
  expect(primaries).not.toContain(second);
});

test("without seeds a joining node is a ring of its own", async ({ playground }) => {
  await playground.startByHand({ "Gossip every … ms (empty: never)": "500" });
  await playground.press("join");
  await playground.hurryUntilSaid(/F knows no other member and no seed: it is a ring of its own, a logical partition/);
  await playground.hurryBy(3_000);
  await playground.node("F").click();
  await expect(playground.page.locator("#beliefs > li")).toHaveCount(1);
  await playground.node("A").click();
  await expect(playground.page.locator("#beliefs > li")).toHaveCount(5);
});

test("the configuration service names a seed, and two rings become one", async ({ playground }) => {
  test.slow();
  await playground.startByHand({ "Gossip every … ms (empty: never)": "500" });
  await playground.press("join");
  await playground.hurryUntilSaid(/F knows no other member and no seed/);
  const seeds = await playground.unfolded("Seeds from now on, as in: A B");
  await seeds.fill("A 7");
  await playground.press("name-seeds");
  await expect(playground.complaints).toHaveText("Write letters, as in: A B.");
  await seeds.fill("K");
  await playground.press("name-seeds");
  await expect(playground.complaints).toHaveText("There is no node K.");
  await seeds.fill("A");
  await playground.press("name-seeds");
  await expect(playground.said).toContainText("The configuration service names the seeds A");
  await playground.hurryUntilSaid(/F learns by gossip that A is a full member/);
  await playground.hurryBy(3_000);
  await playground.node("B").click();
  await expect(playground.page.locator("#beliefs > li")).toHaveCount(6);
});

test("joining needs gossip", async ({ playground }) => {
  await playground.startByHand();
  await playground.press("join");
  await expect(playground.complaints).toHaveText("Nodes join and leave by gossip: turn it on in the configuration.");
  await expect(playground.complaints).toBeInViewport({ ratio: 1 });
  await expect(playground.node("F")).toHaveCount(0);
});

test("two witnesses: one node without an answer is not enough", async ({ playground }) => {
  const [first, second, third] = await playground.startByHand({ ...GOSSIP, "Failure detector (§4.8.3)": "two witnesses" });
  await playground.button(`kill ${second}`).click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilSaid(new RegExp(`${first} stops waiting for ${second}`));
  const suspects = async () => (await playground.figures()).filter(({ beliefs }) => beliefs.includes(second)).map(({ node }) => node);
  expect(await suspects()).toEqual([]);
  await playground.sendTo(third);
  await playground.put("bread");
  await playground.hurryUntilSaid(new RegExp(`takes ${second} as down from now on`));
  expect(await suspects()).not.toEqual([]);
  await playground.node((await suspects())[0]).click();
  const belief = playground.page.locator("#beliefs > li").filter({ has: playground.page.getByText(second, { exact: true }) });
  await expect(belief).toContainText("member, down");
  await expect(belief).toContainText("true");
});

for (const detector of ["heartbeats: 3 s of silence", "phi accrual: above 8"]) {
  test(`a silent heart is noticed without a request: ${detector}`, async ({ playground }) => {
    test.slow();
    await playground.startByHand({ ...GOSSIP, "Failure detector (§4.8.3)": detector });
    await playground.hurryBy(3_000);
    await playground.button("kill C").click();
    await playground.hurryUntilSaid(/[ABDE] takes C as down from now on, by what it knows itself/, 3_000);
    await playground.button("revive C").click();
    await playground.hurryUntilSaid(/[ABDE] hears of C and takes it as up again/);
  });
}

test("a partition-aware client downloads the members once and loses no hop", async ({ playground }) => {
  const primaries = (await playground.startByHand()).slice(0, 3);
  await playground.field("Sent to").selectOption({ label: "a node that keeps the key" });
  await playground.put("milk");
  await playground.hurryUntilSaid(/Client 1 asks ., drawn at random, who the members are/);
  await playground.hurryUntilSaid(/Client 1 knows the ring now and can tell who keeps a key/);
  await playground.hurryUntilSaid(/straight to ., which keeps the key by the ring that the client knows: no hop is lost/);
  await playground.hurryUntilOver();
  await playground.button("Get").click();
  await playground.hurryUntilSaid(/straight to ., which keeps the key/, 2);
  await playground.hurryUntilOver();
  const rows = await playground.figures();
  for (const { node, byAnyone, byRing } of rows) {
    expect(byAnyone).toBe(0);
    if (!primaries.includes(node)) {
      expect(byRing).toBe(0);
    }
  }
  expect(rows.reduce((sum, { byRing }) => sum + byRing, 0)).toBe(2);
});

// What holds for every picture: it is told in words that change as it does, and what is chosen in
// one is chosen in all. And what large rings need: nodes named by typing, figures page by page.

import { AxeBuilder } from "@axe-core/playwright";

import { expect, test, type Playground } from "./playground";

const LARGE = { Nodes: "64", Story: "none: all by hand" };

async function axeFindsNothing(playground: Playground): Promise<void> {
  const { violations } = await new AxeBuilder({ page: playground.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

test("every picture is told in words, and they change as it does", async ({ page, playground }) => {
  test.slow();
  const upkeep = {
    "Gossip every … ms (empty: never)": "200",
    "Seeds, as in: A B": "A",
    "Anti-entropy every … ms (empty: never)": "300",
  };
  const [first, second] = await playground.startByHand(upkeep);
  const words: [string, () => Promise<string>][] = [
    ...["Time", "Versions", "Hints", "Merkle", "Members", "Metrics", "Log"].map((picture): [string, () => Promise<string>] => [
      picture,
      async () => {
        await playground.openPicture(picture);
        const name = { Time: "space-time", Versions: "history" }[picture] ?? picture.toLowerCase();
        return (await page.locator(`#${name}-words`).textContent())!;
      },
    ]),
    ["Nodes", async () => JSON.stringify(await playground.figures())],
    ["stage", async () => (await page.locator(".stage > svg").getAttribute("aria-label"))!],
    ["key", async () => (await page.locator("#agreement").textContent())!],
    ["lamp of agreement", async () => (await page.locator("#lamp-agree").textContent())!],
    ["request", async () => ((await page.locator("#request-words").count()) > 0 ? (await page.locator("#request-words").textContent())! : "none")],
  ];
  const read = async () => {
    const all = new Map<string, string>();
    for (const [picture, told] of words) {
      if (picture === "Nodes") {
        await playground.openPicture("Nodes");
      }
      all.set(picture, await told());
    }
    return all;
  };
  const before = await read();
  await playground.button(`kill ${second}`).click();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.hurryUntilSaid(/as a hint for/);
  await playground.hurryUntilSaid(/compares .* with/);
  const after = await read();
  for (const [picture, told] of after) {
    expect(told.length, picture).toBeGreaterThan(3);
    expect(told, picture).not.toBe(before.get(picture));
  }
});

test("a node that is chosen in one picture is chosen in all", async ({ page, playground }) => {
  await playground.step(3);
  const title = page.locator("#node-title");
  const chosen = (node: string) => expect(playground.nodeButton(node)).toHaveAttribute("aria-pressed", "true");

  await playground.openPicture("Nodes");
  await page.getByRole("button", { name: "Select C" }).click();
  await expect(title).toContainText("C");
  await chosen("C");

  await playground.openPicture("Time");
  await expect(page.locator("#space-time rect.chosen")).toHaveCount(1);
  await page.locator("#space-time [data-node=B]").click();
  await expect(title).toContainText("B");
  await chosen("B");

  await playground.node("D").click();
  await expect(title).toContainText("D");
  await expect(page.locator("#space-time rect.chosen")).toHaveCount(1);
});

test("the client that acts can be chosen on the stage, and is marked there", async ({ page, playground }) => {
  const acting = page.locator(".stage .client.acting");
  await expect(acting).toContainText("client 1");
  await page.locator(".stage .client").filter({ hasText: "client 2" }).locator("rect").click({ position: { x: 5, y: 5 } });
  await expect(acting).toContainText("client 2");
  await expect(playground.button("client 2")).toHaveAttribute("aria-pressed", "true");
  await playground.put("tea");
  await expect(playground.headline).toContainText("Client 2 wants to put “tea”");
});

test("a request of the workload is told like one's own, and its key is looked at", async ({ page, playground }) => {
  await playground.startByHand();
  await page.locator("#group-load-tab").click();
  await page.locator("#load-start").click();
  await playground.hurryUntilSaid(/coordinates the request for “load\//);
  const button = page.getByRole("group", { name: "Requests, newest first" }).getByRole("button").first();
  await button.click();
  await expect(page.locator("#request")).toContainText("load/");
  await expect(page.locator("#stages [aria-current=step]")).toHaveCount(1);
  await expect(page.locator("#key-title")).toContainText("load/");
});

test("above forty nodes a node is named by typing, and a wrong name is told", async ({ page, playground }) => {
  test.slow();
  await playground.startAnew(LARGE);
  await playground.openControls("Faults");
  const field = page.locator("#power-node");
  await field.fill("nobody");
  await field.press("Tab");
  await expect(page.locator("#power-node-complaint")).toHaveText(/Type the letters of a node, from A to BL/);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await axeFindsNothing(playground);
  await field.fill("ak");
  await field.press("Tab");
  await expect(page.locator("#power-node-complaint")).toHaveCount(0);
  await page.locator("#power").click();
  await expect(playground.headline).toContainText("AK crashes.");
  await expect(page.locator("#power-down")).toContainText("AK");
  await playground.field("Key").fill("cart");
  // Of the others that can stand in for the key not all are listed.
  await expect(page.locator(".preference")).toContainText(/and \d+ more, clockwise/);
});

test("the figures of a large ring come page by page", async ({ page, playground }) => {
  test.slow();
  await playground.startAnew(LARGE);
  await playground.openPicture("Nodes");
  const shown = page.locator(".pages span");
  const rows = page.locator("#cluster-table tbody tr");
  const total = 64;
  const size = await rows.count();
  expect(size).toBeLessThan(total);
  await expect(shown).toContainText("A to");
  await expect(page.locator("#figures-before")).toBeDisabled();
  const seen = new Set<string>();
  for (;;) {
    for (const name of await rows.locator("th").allTextContents()) {
      seen.add(name);
    }
    if (await page.locator("#figures-after").isDisabled()) {
      break;
    }
    const before = await shown.textContent();
    await page.locator("#figures-after").click();
    await expect(shown).not.toHaveText(before!);
  }
  expect(seen.size).toBe(total);
  await expect(shown).toContainText("of 64 nodes");
  await page.locator("#figures-before").click();
  await expect(page.locator("#figures-after")).toBeEnabled();
});

test("several losses at one place share a label", async ({ page, playground }) => {
  const [first, ...others] = await playground.startByHand({ "Latency: ms, or from–to": "5" });
  await playground.split(...others);
  // Two writes of one moment: what the coordinator sends to each replica is lost at one place.
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.button("client 2").click();
  await playground.sendTo(first);
  await playground.put("bread");
  const labels = page.locator(".stage .lost text");
  const shared = labels.filter({ hasText: "2 × lost: network split" });
  await playground.stepUntil("a label stands for two", async () => (await shared.count()) > 0);
  const drawn = await page.locator(".stage .lost").count();
  expect(await labels.count()).toBeLessThan(drawn);
});

test("a name of a message lies upon no other name", async ({ page, playground }) => {
  for (let step = 0; step < 24; step += 1) {
    await playground.step();
    const boxes = await page.locator(".stage :is(.flight text, .caption, .lost text)").evaluateAll((texts) =>
      texts
        .filter((text) => getComputedStyle(text).visibility !== "hidden")
        .map((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return { left, right, top, bottom, what: text.textContent };
        }),
    );
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        expect(wide > 2 && high > 4, `step ${step}: ${one.what} and ${other.what}`).toBe(false);
      }
    }
  }
});

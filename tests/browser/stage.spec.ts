// The stage: many nodes, messages that are picked and meddled with, what is lost, what is wrong
// with links.

import { expect, test, type Playground } from "./playground";

/** What is said of the whole stage. */
const words = (playground: Playground) => playground.page.locator(".stage > svg").getAttribute("aria-label");

/** Puts a value at the first node of the list, and steps until both writes are on their way. */
async function writes(playground: Playground): Promise<string[]> {
  const list = await playground.startByHand();
  await playground.sendTo(list[0]);
  await playground.put("milk");
  await playground.stepUntil("writes are on their way", async () => (await playground.inFlight()).filter(({ label }) => label === "write").length === 2);
  return list;
}

test("a message is picked, held, released, doubled, delayed and dropped right at the stage", async ({ page, playground }) => {
  const [first, second, third] = await writes(playground);
  const menu = page.getByRole("group", { name: "The chosen message" });
  await expect(menu).toHaveCount(0);
  const flight = (to: string) => page.getByRole("button", { name: new RegExp(`^write from ${first} to ${to}`) });
  await flight(second).locator("path").click();
  await expect(menu).toContainText(`write from ${first} to ${second}, `);
  await expect(menu).toContainText("ms to go");
  await menu.getByRole("button", { name: "Hold" }).click();
  await expect(playground.headline).toContainText(`The write from ${first} to ${second} stands still until it is released.`);
  await expect(menu).toContainText("held");
  await menu.getByRole("button", { name: "Release" }).click();
  await expect(playground.headline).toContainText("goes on from where it stood");
  await menu.getByRole("button", { name: "Delay 20 ms" }).click();
  await expect(playground.headline).toContainText("is delayed by 20.0 ms");
  await menu.getByRole("button", { name: "Double" }).click();
  await expect(playground.headline).toContainText("copy 1, leaves");

  await flight(third).locator("path").click();
  await menu.getByRole("button", { name: "Drop" }).click();
  await expect(playground.headline).toContainText(`The write from ${first} to ${third} is lost: it was dropped by hand.`);
  await expect(menu).toHaveCount(0);
  const lost = page.locator(".stage .lost");
  await expect(lost).toHaveCount(1);
  await expect(lost).toContainText("dropped by hand");
  expect(await words(playground)).toContain(`Just now: write from ${first} to ${third}, dropped by hand.`);
  // It is a matter of simulated time alone: a step back takes it away, a step on brings it again.
  await playground.backButton.click();
  await expect(lost).toHaveCount(0);
  await playground.stepButton.click();
  await expect(lost).toHaveCount(1);
  await playground.hurryBy(31);
  await expect(lost.filter({ hasText: "dropped by hand" })).toHaveCount(0);
});

test("the arrow keys go to the messages and back to the nodes", async ({ page, playground }) => {
  const [first, second, third] = await writes(playground);
  const steps = await playground.stepCount();
  await playground.nodeButton("A").focus();
  await page.keyboard.press("ArrowDown");
  const focused = page.locator(":focus");
  await expect(focused).toHaveAttribute("id", /^flight-/);
  await expect(page.locator(".stage [tabindex='0']")).toHaveCount(1);
  const one = await focused.getAttribute("aria-label");
  await page.keyboard.press("ArrowRight");
  await expect(focused).not.toHaveAttribute("aria-label", one!);
  const seen = [one, await focused.getAttribute("aria-label")].sort();
  expect(seen).toEqual([`write from ${first} to ${second}`, `write from ${first} to ${third}`].sort());
  await expect(page.getByRole("group", { name: "The chosen message" })).toContainText(seen.find((name) => name !== one) ?? "?");
  await page.keyboard.press("ArrowUp");
  await expect(focused).toHaveAttribute("id", /^select-/);
  await expect(page.getByRole("group", { name: "The chosen message" })).toHaveCount(0);
  await expect(playground.steps).toHaveText(String(steps));
});

test("of 64 nodes those that take part stand out, and a click or an arrow brings out others", async ({ page, playground }) => {
  await playground.startAnew({ Nodes: "64" });
  const discs = page.locator(".stage .node");
  await expect(page.locator(".stage .condensed")).toContainText("64 nodes as marks");
  expect(await discs.count()).toBeLessThan(8);
  expect(await words(playground)).toContain("64 nodes as marks");
  // The primaries of the key stand out.
  for (const node of (await playground.preferenceList()).slice(0, 3)) {
    await expect(playground.node(node)).toBeVisible();
  }
  // A click on the left of the circle of marks: three quarters around.
  const before = await discs.count();
  const box = await page.locator(".stage .marks").evaluate((marks) => {
    const rects = [...marks.querySelectorAll(".mark")].map((mark) => mark.getBoundingClientRect());
    return { left: Math.min(...rects.map(({ left }) => left)), top: Math.min(...rects.map(({ top }) => top)), bottom: Math.max(...rects.map(({ bottom }) => bottom)) };
  });
  await page.mouse.click(box.left + 5, (box.top + box.bottom) / 2);
  await expect(playground.node("AW")).toHaveClass(/selected/);
  await expect(discs).toHaveCount(before + 1);
  await playground.nodeButton("AW").focus();
  await page.keyboard.press("ArrowRight");
  await expect(playground.nodeButton("AX")).toBeFocused();
  await expect(playground.node("AW")).toHaveCount(0);
});

test("what is wrong with links is drawn at them, and said", async ({ page, playground }) => {
  const [first, second] = await playground.startByHand();
  const choose = async (from: string, to: string) => {
    await playground.unfold(page.locator("#link-from"));
    await page.locator("#link-from").selectOption({ label: from });
    await page.locator("#link-to").selectOption({ label: to });
  };
  await choose(first, second);
  await playground.fill("Lost, %", "25");
  await playground.press("disturb");
  await expect(page.locator(".stage .rough-link")).toContainText("25 % lost");
  await choose("any", second);
  await playground.press("disturb");
  await expect(playground.node(second).locator(".caption")).toHaveText("in: 25 % lost");
  await choose("any", "any");
  await playground.press("disturb");
  await expect(page.locator(".stage .notes")).toContainText("every link: 25 % lost");
  expect(await words(playground)).toContain(`${first} → ${second}: 25 % of the messages are lost`);
});

test("zones stand together and have names, and the strategies theirs", async ({ page, playground }) => {
  await playground.startAnew({ Story: "none: all by hand", Nodes: "6", Zones: "2" });
  await expect(page.locator(".stage .zone-name")).toHaveText(["zone 1", "zone 2"]);
  expect(await words(playground)).toContain("zone 1: A, C and E; zone 2: B, D and F");
  await expect(page.locator(".stage .strategy")).toContainText("Strategy 1 (§6.2)8 random tokens a node");
  await playground.startAnew({ "Strategy (§6.2)": "3: Q/S tokens, Q partitions" });
  await expect(page.locator(".stage .strategy")).toContainText("Strategy 3 (§6.2)64 equal cells");
  // What a disc says of its share is what is said of it in words.
  const share = await playground.node("A").locator(".figure").first().textContent();
  await expect(playground.nodeButton("A")).toHaveAccessibleName(new RegExp(`owns ${share} of the ring`));
});

test.describe("in motion", () => {
  test.use({ motion: true });

  test("hundreds of messages move as crowds, and any of them can be picked", async ({ page, playground }) => {
    await playground.startAnew({ "Gossip every … ms (empty: never)": "28", Nodes: "64", Story: "none: all by hand", "Latency: ms, or from–to": "100–120" });
    await page.locator("#go-to").fill("400");
    await page.locator(".go-to button").click();
    const crowd = page.locator(".stage .crowd").first();
    await expect(crowd).toHaveAttribute("d", /^M/);
    expect(await page.locator(".stage .flight").count()).toBeLessThan(50);
    const before = await crowd.getAttribute("d");
    await playground.button("Play").click();
    await expect(crowd).not.toHaveAttribute("d", before!);
    await playground.button("Pause").click();
    const place = await crowd.evaluate((path) => {
      const [x, y] = /^M([\d.]+),([\d.]+)/.exec(path.getAttribute("d")!)!.slice(1).map(Number);
      const point = new DOMPoint(x, y).matrixTransform((path as SVGPathElement).getScreenCTM()!);
      return { x: point.x, y: point.y };
    });
    await page.mouse.click(place.x, place.y);
    await expect(page.getByRole("group", { name: "The chosen message" })).toContainText(/gossip.* from \w+ to \w+/);
    await expect(page.locator(".stage .flight circle.chosen")).toHaveCount(1);
  });
});

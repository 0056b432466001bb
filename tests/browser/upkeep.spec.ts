// The pictures of upkeep: Merkle trees, membership, metrics and lamps.

import { AxeBuilder } from "@axe-core/playwright";

import { expect, test, type Playground } from "./playground";

const ANTI_ENTROPY = { "Anti-entropy every … ms (empty: never)": "400" };
const GOSSIP = { "Gossip every … ms (empty: never)": "300", "Seeds, as in: A B": "A B" };

const words = (playground: Playground, picture: string) => playground.page.locator(`#${picture}-words`);

const lamp = (playground: Playground, id: string) => playground.page.locator(`#lamp-${id}`);

async function putMilk(playground: Playground): Promise<void> {
  await playground.put("milk");
  await playground.hurryUntilOver();
}

async function axeFindsNothing(playground: Playground): Promise<void> {
  const { violations } = await new AxeBuilder({ page: playground.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

test("a wiped disk is refilled by comparing Merkle trees, level by level", async ({ playground }) => {
  test.slow();
  const { page } = playground;
  const [first] = await playground.startByHand(ANTI_ENTROPY);
  await playground.openPicture("Merkle");
  await expect(page.locator("#merkle-idle")).toContainText("Nobody has compared trees yet");
  await putMilk(playground);
  await playground.choose(first);
  await playground.press("wipe");
  await expect(lamp(playground, "agree")).toHaveClass(/dark/);
  await playground.press(`power-${first}`);
  await playground.hurryUntilSaid(/differ and are shipped, nothing else/);

  // Of all that is listed, the one under way is drawn, descending as the messages do.
  const differing = page.locator(".tree").first().locator(".spot.differs");
  await expect(differing).toHaveCount(7);
  await expect(page.locator(".rounds li")).not.toHaveCount(0);
  await expect(words(playground, "merkle")).toContainText("These are leaves, so their keys are compared.");
  const said = await words(playground, "merkle").textContent();
  await playground.hurryUntilSaid(/The comparison with . is over/);
  await expect(words(playground, "merkle")).not.toHaveText(said!);
  await expect(page.locator(".shipped li")).toHaveCount(1);
  await expect(page.locator(".shipped li")).toContainText("cart");
  await expect(page.locator("#merkle-bill")).toContainText(/Spent: \d+ hashes and one object, \d+ bytes/);
  await expect(lamp(playground, "agree")).toHaveClass(/lit/);
  expect(await playground.values(first)).toEqual(["milk"]);

  // The marks have one tab stop, and the arrow keys go down the path that differs.
  const root = page.locator(".tree").first().locator('.spot[tabindex="0"]');
  await root.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".spot:focus")).toHaveAttribute("aria-label", /^Level 1, place [12] of 2/);
  await axeFindsNothing(playground);

  // A message goes to where it was sent, and the tree is drawn only as far as it had come.
  await page.locator(".rounds button").nth(2).click();
  await expect(differing).toHaveCount(2);
});

test("an earlier comparison can be chosen, and a node brings up its own", async ({ playground }) => {
  test.slow();
  const { page } = playground;
  await playground.startByHand(ANTI_ENTROPY);
  await playground.openPicture("Merkle");
  await playground.hurryUntil("some have compared trees", ({ time }) => time > 900);
  const rows = page.locator(".exchanges button");
  const count = await rows.count();
  expect(count).toBeGreaterThan(4);
  await expect(rows.first()).toHaveAttribute("aria-pressed", "true");
  const pair = (await rows.last().locator(".letter").allTextContents()).join();
  await rows.last().click();
  await expect(rows.last()).toHaveAttribute("aria-pressed", "true");
  expect((await page.locator(".whose .letter").allTextContents()).join()).toBe(pair);
});

test("a join spreads through the matrix until everybody knows", async ({ playground }) => {
  test.slow();
  const { page } = playground;
  await playground.startByHand(GOSSIP);
  await playground.openPicture("Members");
  await expect(words(playground, "members")).toContainText("Everybody who runs believes what is true.");
  await expect(page.locator(".belief")).toHaveCount(25);
  await playground.press("join");
  await playground.hurryUntilSaid(/F notes down that F is joining/);
  await expect(page.locator(".belief")).toHaveCount(36);
  await expect(page.locator(".belief.wrong").first()).toBeVisible();
  await expect(page.locator("#spread-words")).toContainText(/That F is joining is known to \d of 6/);
  await expect(lamp(playground, "members")).toHaveClass(/dark/);
  await lamp(playground, "members").locator("summary").click();
  await expect(lamp(playground, "members")).toContainText("gossip will bring it");
  await playground.hurryUntilSaid(/F notes down that F is a full member/);
  const knowers = page.locator(".knowers li");
  await expect(page.locator("#spread-words")).toContainText("That F is a member is known to 1 of 6");
  await playground.hurryBy(1_500);
  await expect(page.locator("#spread-words")).toContainText("That F is a member is known to 6 of 6");
  await expect(knowers).toHaveCount(6);
  await expect(page.locator(".belief.wrong")).toHaveCount(0);
  await expect(lamp(playground, "members")).toHaveClass(/lit/);
  await axeFindsNothing(playground);

  // Whoever knows says by which event, and goes there.
  await knowers.last().locator("button").click();
  await expect(playground.said).toContainText(/learns by gossip that F is a full member/);
});

test("the matrix is one tab stop, and each belief tells all by keyboard", async ({ playground }) => {
  const { page } = playground;
  const [, second] = await playground.startByHand();
  await playground.openPicture("Members");
  await playground.press(`power-${second}`);
  await expect(words(playground, "members")).toContainText(`has not noticed that ${second} is down`);
  await expect(page.locator('.belief[tabindex="0"]')).toHaveCount(1);
  await page.locator('.belief[tabindex="0"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const focused = page.locator(".belief:focus");
  await expect(focused).toHaveAttribute("id", "belief-1-2");
  await expect(focused).toHaveAttribute("aria-label", /^B .*C is a member/);
  await page.keyboard.press("Enter");
  await expect(playground.nodeButton("B")).toHaveAttribute("aria-pressed", "true");
});

test.describe("on a low screen", () => {
  test.use({ viewport: { width: 1280, height: 720 } });

  test("the charts of the metrics stand in one even row, and nothing of them is cut off", async ({ page, playground }) => {
    await playground.step(12);
    await playground.openPicture("Metrics");
    const picture = page.locator("#dock-picture");
    const { plots, hidden } = await picture.evaluate((picture) => ({
      plots: [...picture.querySelectorAll(".plot")].map((plot) => {
        const { top, height } = plot.getBoundingClientRect();
        return `${Math.round(top)} ${Math.round(height)}`;
      }),
      hidden: picture.scrollHeight - picture.clientHeight,
    }));
    expect(plots.length).toBe(8);
    expect(new Set(plots).size).toBe(1);
    expect(hidden).toBeLessThanOrEqual(0);
  });
});

test("metrics follow what happens, and a point goes to its event", async ({ playground }) => {
  test.slow();
  const { page } = playground;
  const [first, , third] = await playground.startByHand();
  await playground.openPicture("Metrics");
  const chart = (id: string) => page.locator(`#chart-${id}`);
  await expect(chart("gets")).toContainText("none yet");
  await playground.sendTo(first);
  await putMilk(playground);
  await playground.button("Get").click();
  await playground.hurryUntilOver();
  await expect(chart("gets").locator(".dot")).toHaveCount(1);
  await expect(chart("gets")).toContainText(/[\d.]+ ms median, [\d.]+ ms p99, [\d.]+ ms p99\.9, of 1/);
  await expect(chart("availability")).toContainText("100 % 2 answered, 0 failed, 0 given up");
  await expect(chart("divergent")).toContainText("100 % saw one version");
  const said = await words(playground, "metrics").textContent();
  await playground.press(`power-${third}`);
  await putMilk(playground);
  await expect(chart("hints")).toContainText("1 now");
  await expect(lamp(playground, "hints")).toHaveClass(/dark/);
  await expect(words(playground, "metrics")).not.toHaveText(said!);
  await axeFindsNothing(playground);

  const steps = await playground.stepCount();
  await chart("gets").locator(".dot").click();
  expect(await playground.stepCount()).toBeLessThan(steps);
  await expect(playground.said).toContainText(/Client 1 has waited/);
  // What follows the cursor is not drawn.
  await expect(chart("hints")).toContainText("0 now");

  const point = page.locator('.moment[tabindex="0"]');
  await expect(point).toHaveCount(1);
  await point.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".moment:focus")).toHaveAttribute("id", /^metric-1-/);
});

test("a dark lamp says why, and its culprits can be selected", async ({ playground }) => {
  const { page } = playground;
  const [first, , third] = await playground.startByHand();
  await expect(page.locator(".lamp.lit")).toHaveCount(6);
  await playground.press(`power-${third}`);
  await expect(lamp(playground, "reach")).toHaveClass(/dark/);
  await expect(lamp(playground, "reach").locator("summary")).toHaveText(/✕reach: does not hold/);
  await lamp(playground, "reach").locator("summary").click();
  await expect(lamp(playground, "reach")).toContainText(`${third} does not answer.`);
  await page.getByRole("button", { name: `Select ${third}` }).click();
  await expect(playground.nodeButton(third)).toHaveAttribute("aria-pressed", "true");
  await axeFindsNothing(playground);
  // Another one that is opened closes it.
  await lamp(playground, "overlap").locator("summary").click();
  await expect(lamp(playground, "overlap")).toContainText("R + W = 2 + 2 is more than N = 3");
  await expect(lamp(playground, "reach").locator(".why")).toBeHidden();

  await playground.sendTo(first);
  await putMilk(playground);
  await expect(lamp(playground, "agree")).toHaveClass(/dark/);
  await playground.press(`power-${third}`);
  await expect(lamp(playground, "reach")).toHaveClass(/lit/);
});
